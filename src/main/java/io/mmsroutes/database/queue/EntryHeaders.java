package io.mmsroutes.database.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.support.PatternHelper;
import org.jspecify.annotations.Nullable;

/** Headers as an entry keeps them: those of a pattern with text, a number or a truth value in them, as JSON. */
final class EntryHeaders {
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    /** Headers that steer components are no part of a message. */
    private static final String CAMEL = "camel";

    private final String[] patterns;
    private final List<String> own;

    /**
     * @param patterns separated by commas, as Camel matches headers: {@code mms*}
     * @param own of the component itself
     */
    EntryHeaders(String patterns, List<String> own) {
        this.patterns = Stream.of(patterns.split(",", -1)).map(String::strip).toArray(String[]::new);
        this.own = own;
    }

    String toJson(Map<String, Object> headers) {
        Map<String, Object> kept = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (isKept(name) && isPlain(value)) {
                kept.put(name, value instanceof String text ? UntrustedText.storable(text) : value);
            }
        });
        try {
            return Json.MAPPER.writeValueAsString(kept);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain values are JSON.", e);
        }
    }

    static Map<String, Object> of(String json) {
        try {
            return Json.MAPPER.readValue(json, MAP);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database holds headers that are no JSON.", e);
        }
    }

    private boolean isKept(String name) {
        return !name.toLowerCase(Locale.ROOT).startsWith(CAMEL)
                && !own.contains(name)
                && PatternHelper.matchPatterns(name, patterns);
    }

    private static boolean isPlain(@Nullable Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double;
    }
}
