package io.mmsroutes.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.repository.Page;
import java.net.URLDecoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for, and what is to be in it.
 *
 * @param filters values by name, none of them empty
 * @param after parts of the position where the page before ended; empty for the first page
 * @param limit most rows
 */
public record ListQuery(Map<String, String> filters, List<String> after, int limit) {
    public static final String REFUSAL = "list-unclear";

    public static final String NO_POSITION = "after is not what next of an earlier page has there: take that as it is.";

    private static final String LIMIT = "limit";
    private static final String AFTER = "after";
    private static final String SEPARATOR = "\n";
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * @param query as it came; a plus in it is one
     * @param names of the filters
     * @param usual rows of a page where no limit is given
     * @param most that may be asked for
     * @throws Rejected {@code list-unclear} with the name of the parameter
     */
    public static ListQuery of(@Nullable String query, Collection<String> names, int usual, int most) {
        Map<String, String> given = parameters(query == null ? "" : query, names);
        String limit = given.remove(LIMIT);
        String after = given.remove(AFTER);
        return new ListQuery(
                given, after == null ? List.of() : position(after), limit == null ? usual : limit(limit, most));
    }

    /** What {@code after} of the next page is. */
    public static String cursor(Object... position) {
        String text = Stream.of(position).map(String::valueOf).collect(Collectors.joining(SEPARATOR));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** The same for a row of two parts; null on the last page. */
    public static @Nullable String next(Page.@Nullable Position next) {
        return next == null ? null : cursor(next.at(), next.id());
    }

    /**
     * Of a row of two parts, where the page before ended; null for the first page.
     *
     * @throws Rejected {@code list-unclear}
     */
    public Page.@Nullable Position position() {
        if (after.isEmpty()) {
            return null;
        }
        if (after.size() != 2 || !after.get(0).matches("\\d{1,18}")) {
            throw new Rejected(REFUSAL, NO_POSITION);
        }
        return new Page.Position(Long.parseLong(after.get(0)), after.get(1));
    }

    /**
     * @param given values by name
     * @throws Rejected with the name of the one that is no time
     */
    public static @Nullable Instant time(String name, Map<String, String> given, String refusal) {
        String text = given.get(name);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text.strip()).toInstant();
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            throw new Rejected(refusal, noTime(name), e);
        }
        throw new Rejected(refusal, noTime(name));
    }

    private static String noTime(String name) {
        return "%s is no time in ISO-8601 between the years 1970 and 9999, such as 2026-01-16T00:06:08Z."
                .formatted(name);
    }

    private static Map<String, String> parameters(String query, Collection<String> names) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int sign = part.indexOf('=');
            String name = decoded(sign < 0 ? part : part.substring(0, sign));
            if (!name.equals(LIMIT) && !name.equals(AFTER) && !names.contains(name)) {
                throw new Rejected(
                        REFUSAL,
                        "%s is not known; known are limit, after, %s."
                                .formatted(shown(name), String.join(", ", names)));
            }
            String value = sign < 0 ? "" : decoded(part.substring(sign + 1));
            if (value.isBlank()) {
                throw new Rejected(REFUSAL, "%s is empty: give it a value, or leave it out.".formatted(name));
            }
            if (given.put(name, value) != null) {
                throw new Rejected(REFUSAL, "%s is given twice: give it once.".formatted(name));
            }
        }
        return given;
    }

    /** What a caller wrote may be anything, a number in full among it. */
    private static String shown(String name) {
        return name.matches("[A-Za-z_.-]{1,40}") ? "The parameter " + name : "A parameter";
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Rejected(REFUSAL, "The query has a % that begins no sign: write it as %25.", e);
        }
    }

    private static int limit(String text, int most) {
        int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > most) {
            throw new Rejected(REFUSAL, "limit is no number from 1 to %s.".formatted(most));
        }
        return limit;
    }

    private static List<String> position(String after) {
        try {
            return List.of(new String(Base64.getUrlDecoder().decode(after), UTF_8).split(SEPARATOR, -1));
        } catch (IllegalArgumentException e) {
            throw new Rejected(REFUSAL, NO_POSITION, e);
        }
    }

    /** Without the filters, a number may be among them. */
    @Override
    public String toString() {
        return "ListQuery[limit=%s]".formatted(limit);
    }
}
