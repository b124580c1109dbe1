package io.mmsroutes.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetter;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.Progress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is dead-lettered and why, page by page, oldest first in each queue. */
public final class ListDeadLetters {
    private static final String REFUSAL = "list-unclear";
    private static final String LIMIT = "limit";
    private static final String AFTER = "after";
    private static final int MAX_LETTERS = 1_000;
    private static final String NO_POSITION =
            "after is not what next of an earlier page has there: take that as it is.";

    private final DeadLetters deadLetters;

    public ListDeadLetters(Database database) {
        this.deadLetters = new DeadLetters(database);
    }

    /**
     * @param query as it came: limit, after and the names of {@link DeadLetterFilter}; a plus in it is one
     * @throws Rejected {@code list-unclear} with the name of the parameter
     */
    public Listing list(@Nullable String query) {
        Map<String, String> given = parameters(query == null ? "" : query);
        String limit = given.remove(LIMIT);
        String after = given.remove(AFTER);
        int most = limit == null ? MAX_LETTERS : limit(limit);
        WhichDeadLetters which = DeadLetterFilter.of(given, REFUSAL).which();
        List<DeadLetter> found = deadLetters.list(which, after == null ? null : position(after), most + 1);
        List<DeadLetter> page = found.subList(0, Math.min(most, found.size()));
        String next = found.size() > most ? next(given, most, page.get(most - 1)) : null;
        return new Listing(
                deadLetters.count(which),
                page.stream().map(ListDeadLetters::letter).toList(),
                next);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int sign = part.indexOf('=');
            String name = decoded(sign < 0 ? part : part.substring(0, sign));
            if (!name.equals(LIMIT) && !name.equals(AFTER) && !DeadLetterFilter.NAMES.contains(name)) {
                throw new Rejected(
                        REFUSAL,
                        "%s is not known; known are limit, after, %s."
                                .formatted(shown(name), String.join(", ", DeadLetterFilter.NAMES)));
            }
            if (given.put(name, sign < 0 ? "" : decoded(part.substring(sign + 1))) != null) {
                throw new Rejected(REFUSAL, "%s is given twice: give it once.".formatted(name));
            }
        }
        return given;
    }

    /** What somebody wrote may be anything, a number in full among it. */
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

    private static int limit(String text) {
        if (text.matches("\\d{1,4}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LETTERS) {
                return limit;
            }
        }
        throw new Rejected(REFUSAL, "limit is no number from 1 to %s.".formatted(MAX_LETTERS));
    }

    private static String next(Map<String, String> filters, int limit, DeadLetter last) {
        Map<String, String> all = new LinkedHashMap<>(filters);
        all.put(LIMIT, String.valueOf(limit));
        DeadLetter.Position at = last.position();
        all.put(
                AFTER,
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("%s\n%s\n%s"
                                .formatted(at.diedAt(), at.queue(), at.id())
                                .getBytes(UTF_8)));
        return all.entrySet().stream()
                .map(each -> each.getKey() + "="
                        + URLEncoder.encode(each.getValue(), UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("&", "/admin/dead-letters?", ""));
    }

    private static DeadLetter.Position position(String after) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(after), UTF_8).split("\n", 3);
            if (parts.length == 3) {
                return new DeadLetter.Position(parts[1], Instant.parse(parts[0]), parts[2]);
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Rejected(REFUSAL, NO_POSITION, e);
        }
        throw new Rejected(REFUSAL, NO_POSITION);
    }

    private static Letter letter(DeadLetter letter) {
        return new Letter(
                letter.queue(),
                DeadLetterFilter.id(letter),
                messageId(letter),
                Objects.toString(letter.headers().get(DeadLetterCommands.ROUTE), null),
                letter.code(),
                letter.reason(),
                letter.diedAt());
    }

    private static @Nullable String messageId(DeadLetter letter) {
        Object sent = letter.headers().get("mmsMessageId");
        return sent != null
                ? sent.toString()
                : Progress.parse(letter.progress()).messageId();
    }

    /**
     * @param count of all that the filters let through, on this page or not
     * @param next path of the next page; null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Listing(
            long count, List<Letter> letters, @Nullable String next) {}

    /**
     * @param id of the letter, for commands about it alone
     * @param messageId null where nobody could read one
     * @param route that it came in by, where that is one that names no error handling; null for all others
     * @param diedAt when it was put there
     */
    public record Letter(
            String queue,
            String id,
            @Nullable String messageId,
            @Nullable String route,
            String code,
            String reason,
            Instant diedAt) {}
}
