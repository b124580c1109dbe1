package io.mmsroutes.app;

import java.util.Locale;
import org.apache.camel.Converter;
import org.apache.camel.TypeConverters;
import org.apache.camel.component.http.HttpMethods;
import org.apache.camel.component.micrometer.MicrometerTimerAction;

/** Words of enums that every message needs. Without these, Camel looks through all its converters each time before it finds none. */
@Converter
public final class EnumWords implements TypeConverters {
    @Converter
    public static HttpMethods httpMethod(String word) {
        return HttpMethods.valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Converter
    public static MicrometerTimerAction timerAction(String word) {
        return MicrometerTimerAction.valueOf(word.toLowerCase(Locale.ROOT));
    }
}
