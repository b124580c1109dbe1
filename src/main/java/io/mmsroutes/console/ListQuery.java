package io.mmsroutes.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.repository.MessageFilter;
import io.mmsroutes.repository.Page;
import java.net.URLDecoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param after where the page before ended; null for the first
 * @param limit most rows, 1 to 200
 */
record ListQuery(MessageFilter filter, Page.@Nullable Position after, int limit) {
    private static final String REFUSAL = "list-unclear";
    private static final Set<String> NAMES =
            Set.of("limit", "after", "id", "number", "kind", "state", "code", "since", "until");
    private static final int MOST = 200;
    private static final int USUAL = 50;

    /**
     * @param query as it came; a plus in it is one
     * @param states that the list knows
     * @throws Rejected {@code list-unclear} with the name of the parameter
     */
    static ListQuery of(@Nullable String query, List<String> states) {
        Map<String, String> given = parameters(query == null ? "" : query);
        String state = given.get("state");
        if (state != null && !states.contains(state)) {
            throw new Rejected(REFUSAL, "state is none of %s.".formatted(String.join(", ", states)));
        }
        MessageFilter filter = new MessageFilter(
                given.get("id"),
                given.get("number"),
                given.get("kind"),
                state,
                given.get("code"),
                time("since", given),
                time("until", given));
        return new ListQuery(filter, position(given.get("after")), limit(given.get("limit")));
    }

    /** What {@code after} of the next page is; null where there is none. */
    static @Nullable String text(Page.@Nullable Position position) {
        return position == null
                ? null
                : Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString((position.at() + " " + position.id()).getBytes(UTF_8));
    }

    private static Page.@Nullable Position position(@Nullable String after) {
        if (after == null) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(after), UTF_8).split(" ", 2);
            if (parts.length == 2) {
                return new Page.Position(Long.parseLong(parts[0]), parts[1]);
            }
        } catch (IllegalArgumentException e) {
            throw new Rejected(REFUSAL, "after is not what next of an earlier page is.", e);
        }
        throw new Rejected(REFUSAL, "after is not what next of an earlier page is.");
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw new Rejected(REFUSAL, "limit is no number from 1 to %s.".formatted(MOST));
        }
        return limit;
    }

    private static @Nullable Instant time(String name, Map<String, String> given) {
        String text = given.get(name);
        try {
            return text == null ? null : OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw new Rejected(REFUSAL, "%s is no time in ISO-8601, such as 2026-01-16T00:06:08Z.".formatted(name), e);
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            int sign = part.indexOf('=');
            String name = decoded(sign < 0 ? part : part.substring(0, sign)).toLowerCase(Locale.ROOT);
            String value = sign < 0 ? "" : decoded(part.substring(sign + 1)).strip();
            if (part.isEmpty()) {
                continue;
            }
            if (!NAMES.contains(name)) {
                throw new Rejected(
                        REFUSAL,
                        "A parameter is not known; known are %s."
                                .formatted(String.join(
                                        ", ", NAMES.stream().sorted().toList())));
            }
            if (!value.isEmpty() && given.put(name, value) != null) {
                throw new Rejected(REFUSAL, "%s is given twice: give it once.".formatted(name));
            }
        }
        return given;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Rejected(REFUSAL, "The query has a % that begins no sign: write it as %25.", e);
        }
    }
}
