package io.mmsroutes.smil;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.text.TextDecoder;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Words that stand in the source itself: {@code data:,Hello}; RFC 2397. */
final class InlineText {
    private static final String SCHEME = "data:";

    private InlineText() {}

    static boolean is(String source) {
        return source.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Empty for what is no text. */
    static Optional<String> of(String source) {
        int comma = source.indexOf(',');
        String type = comma < 0 ? "" : source.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
        if (comma < 0 || !(type.isEmpty() || type.startsWith(";") || type.startsWith("text/plain"))) {
            return Optional.empty();
        }
        String data = source.substring(comma + 1);
        return type.endsWith(";base64") ? ofBase64(data) : Optional.of(decoded(data));
    }

    private static Optional<String> ofBase64(String data) {
        try {
            return Optional.of(TextDecoder.decode(Base64.getMimeDecoder().decode(decoded(data))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The text with its {@code %20} and the like read; as it is where they are none. */
    static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
