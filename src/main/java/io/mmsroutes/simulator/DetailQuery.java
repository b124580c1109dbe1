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
 * What is looked for among the detail records.
 *
 * @param cli sender; null for any, as is {@code cld}, the recipient
 * @param from first moment that counts
 * @param before first that does not
 * @param page from 1
 */
record DetailQuery(@Nullable String cli, @Nullable String cld, Instant from, Instant before, int page, int size) {
    /** Every message here is outbound, so this leaves nothing out. */
    private static final String DIRECTION = "filter[direction]";

    private static final String RECORD_TYPE = "filter[record_type]";
    private static final String CLI = "filter[cli]";
    private static final String CLD = "filter[cld]";
    private static final String FROM = "filter[created_at][gte]";
    private static final String BEFORE = "filter[created_at][lt]";
    private static final Set<String> KNOWN = Set.of(RECORD_TYPE, DIRECTION, CLI, CLD, FROM, BEFORE);
    private static final int MOST = 50;

    /**
     * Throws {@link Rejected} {@code query-unclear}. A filter that is not known here is refused: without it there would be
     * more records than were asked for.
     *
     * @param headers of the request, with its query among them
     */
    static DetailQuery of(Map<String, Object> headers) {
        Map<String, String> query = new TreeMap<>();
        headers.forEach((name, value) -> query.put(name, String.valueOf(value)));
        for (String name : query.keySet()) {
            require(!name.startsWith("filter[") || KNOWN.contains(name), "The filters are %s.".formatted(KNOWN));
        }
        require("messaging".equals(query.get(RECORD_TYPE)), RECORD_TYPE + " must be messaging.");
        require("outbound".equals(query.getOrDefault(DIRECTION, "outbound")), DIRECTION + " must be outbound.");
        int size = number(query.getOrDefault("page[size]", "20"));
        require(size <= MOST, "page[size] is at most %s.".formatted(MOST));
        return new DetailQuery(
                query.get(CLI),
                query.get(CLD),
                time(query.getOrDefault(FROM, "1970-01-01")),
                time(query.getOrDefault(BEFORE, "9999-01-01")),
                number(query.getOrDefault("page[number]", "1")),
                size);
    }

    private static void require(boolean clear, String sentence) {
        if (!clear) {
            throw new Rejected("query-unclear", sentence);
        }
    }

    private static int number(String text) {
        require(text.matches("[1-9]\\d{0,5}"), "page[number] and page[size] are numbers from 1.");
        return Integer.parseInt(text);
    }

    /** A day, or a moment. */
    private static Instant time(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Rejected("query-unclear", "filter[created_at] is a day or a moment in ISO 8601.", e);
        }
    }
}
