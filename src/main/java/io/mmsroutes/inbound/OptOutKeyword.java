package io.mmsroutes.inbound;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the sender of a message wants of all further ones, in words that Telnyx listens to and answers itself;
 * developers.telnyx.com, "Advanced opt-in and opt-out management", April 2026.
 */
public enum OptOutKeyword {
    /** No more messages. */
    STOP,
    /** Messages again. */
    START,
    /** Who is this. */
    HELP;

    private static final Map<String, OptOutKeyword> WORDS = Map.of(
            "STOP", STOP,
            "STOPALL", STOP,
            "STOP ALL", STOP,
            "UNSUBSCRIBE", STOP,
            "CANCEL", STOP,
            "END", STOP,
            "QUIT", STOP,
            "START", START,
            "UNSTOP", START,
            "HELP", HELP);

    /** Telnyx's own finding where there is one, for it knows keywords that a profile has of its own; else the whole text. */
    public static Optional<OptOutKeyword> of(InboundMessage message) {
        return found(message.notes().autoresponse()).or(() -> said(message.text()));
    }

    /** @param autoresponse as {@link TelnyxMetadata} has it */
    public static Optional<OptOutKeyword> found(@Nullable String autoresponse) {
        String word = upperCase(autoresponse);
        for (OptOutKeyword known : values()) {
            if (known.name().equals(word)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    private static Optional<OptOutKeyword> said(@Nullable String text) {
        return Optional.ofNullable(WORDS.get(upperCase(text)));
    }

    private static String upperCase(@Nullable String text) {
        return text == null ? "" : text.strip().toUpperCase(Locale.ROOT);
    }
}
