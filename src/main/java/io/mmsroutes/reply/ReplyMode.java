package io.mmsroutes.reply;

import java.util.Locale;

/** {@code mms.reply.mode}: what the sender of an MMS gets back. */
public enum ReplyMode {
    OFF,
    /** A text, and their own media. */
    ECHO,
    /** A text, and media of ours. */
    MEDIA;

    /** Throws IllegalArgumentException that names the setting. */
    public static ReplyMode of(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "", "off" -> OFF;
            case "echo" -> ECHO;
            case "media" -> MEDIA;
            default ->
                throw new IllegalArgumentException("mms.reply.mode is '%s': write off, echo or media.".formatted(word));
        };
    }
}
