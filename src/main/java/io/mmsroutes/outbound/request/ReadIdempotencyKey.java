package io.mmsroutes.outbound.request;

import io.mmsroutes.failure.Rejected;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header by which a repeat is known. What cannot be one is refused: who sends it believes to be safe from
 * sending twice.
 */
public final class ReadIdempotencyKey {
    /** What programs write in place of a value that they do not have. */
    private static final Set<String> NO_VALUE = Set.of("null", "undefined", "none", "nil", "nan", "[object object]");

    private static final Pattern FORM = Pattern.compile("[ -~]{1,255}");

    private final String header;
    private final List<String> otherwise;

    /**
     * @param header that the caller may send
     * @param otherwise those that count where the caller does not, separated by commas; empty for none
     */
    public ReadIdempotencyKey(String header, String otherwise) {
        this.header = header;
        this.otherwise = List.of(otherwise.split(",", -1));
    }

    /**
     * Returns null where there is none.
     *
     * @param headers a map, so that Camel hands over the values as they are: it reads the text {@code null} as null
     * @throws Rejected {@code key-unclear}
     */
    public @Nullable String read(Map<String, Object> headers) {
        Object value = headers.get(header);
        if (value == null) {
            return otherwise.stream()
                    .map(headers::get)
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .findFirst()
                    .orElse(null);
        }
        if (!(value instanceof String written)) {
            throw unclear("is there more than once: send one");
        }
        String key = written.strip();
        if (key.isEmpty()) {
            throw unclear("is empty: send a key, or leave the header out");
        }
        if (NO_VALUE.contains(key.toLowerCase(Locale.ROOT))) {
            throw unclear("is the word for a value that a program does not have: the caller forgot to make a key");
        }
        if (!FORM.matcher(key).matches()) {
            throw unclear("is not 1 to 255 characters of ASCII: a UUID will do");
        }
        return key;
    }

    private Rejected unclear(String why) {
        return new Rejected("key-unclear", header + " " + why + ".");
    }
}
