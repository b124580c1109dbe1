package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How orders to the simulator are read: strictly, and the constants of an enum by their words. */
final class Orders {
    private Orders() {}

    static ObjectReader reader(Class<?> type) {
        return Json.MAPPER
                .readerFor(type)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * @param none for no body
     * @param sentence what may be ordered
     * @throws Rejected with this code for what is none of it
     */
    static <T> T read(ObjectReader reader, byte @Nullable [] body, T none, String code, String sentence) {
        try {
            T order = body == null || body.length == 0 ? none : reader.readValue(body);
            if (order != null) {
                return order;
            }
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            // told below, as is a body of null
        }
        throw new Rejected(code, sentence);
    }

    /** {@code RESET_AFTER} is {@code reset-after} in JSON, in a URL and in a text. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> Optional<E> find(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(word))
                .findFirst();
    }

    static <E extends Enum<E>> List<String> words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Orders::word).toList();
    }
}
