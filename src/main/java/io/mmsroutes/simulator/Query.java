package io.mmsroutes.simulator;

import io.mmsroutes.failure.Rejected;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a list is asked for.
 *
 * @param filters by their names, such as {@code filter[cld]}
 * @param page from 1
 */
record Query(Map<String, String> filters, int page, int size) {
    private static final int DEFAULT_SIZE = 20;

    /**
     * Throws {@link Rejected} {@code query-unclear}. A filter that is not known here is refused: without it there would be
     * more records than were asked for.
     *
     * @param headers of the request, with its query among them
     */
    static Query of(Map<String, Object> headers, Set<String> known, int mostOfPage) {
        Map<String, String> filters = new TreeMap<>();
        Map<String, String> pages = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith("filter[")) {
                require(known.contains(name), "The filters are %s.".formatted(known));
                filters.put(name, String.valueOf(value));
            } else if (name.startsWith("page[")) {
                pages.put(name, String.valueOf(value));
            }
        });
        int size = number(pages.getOrDefault("page[size]", String.valueOf(DEFAULT_SIZE)));
        require(size <= mostOfPage, "page[size] is at most %s.".formatted(mostOfPage));
        return new Query(filters, number(pages.getOrDefault("page[number]", "1")), size);
    }

    @Nullable
    String filter(String name) {
        return filters.get(name);
    }

    /** A day, or a moment. */
    Instant time(String name, Instant otherwise) {
        String text = filters.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Rejected("query-unclear", "%s is a day or a moment in ISO 8601.".formatted(name), e);
        }
    }

    static void require(boolean clear, String sentence) {
        if (!clear) {
            throw new Rejected("query-unclear", sentence);
        }
    }

    private static int number(String text) {
        require(text.matches("[1-9]\\d{0,5}"), "page[number] and page[size] are numbers from 1.");
        return Integer.parseInt(text);
    }
}
