package io.mmsroutes.inbound;

import org.apache.camel.Converter;
import org.apache.camel.TypeConverters;

/** What routes compare and print is the plain value, so that {@code ${variable.message.from} == '+1…'} means what it says. */
@Converter
public final class PlainText implements TypeConverters {
    @Converter
    public static String of(PhoneNumber number) {
        return number.value();
    }
}
