package io.mmsroutes.inbound;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The five kinds that storage is chosen by: {@code mms.store.image} and so on. */
public enum MediaKind {
    IMAGE,
    VIDEO,
    AUDIO,
    DOCUMENT,
    OTHER;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
