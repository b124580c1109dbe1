package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.admin.AdminAccess.View;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetter;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.Progress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/** What is dead-lettered and why: page by page, oldest first in each queue, one alone, and how many there are of each code. */
public final class ListDeadLetters {
    private static final int MAX_LETTERS = 1_000;

    /** Where the whole path of the next page is told, and not its position alone. */
    private static final String EARLIER_PATH = "/admin/dead-letters";

    private final CamelContext context;
    private final DeadLetters deadLetters;

    public ListDeadLetters(CamelContext context, Database database) {
        this.context = context;
        this.deadLetters = new DeadLetters(database);
    }

    /**
     * @param query as it came: limit, after and the names of {@link DeadLetterFilter}; a plus in it is one
     * @param uri that was asked for
     * @throws Rejected {@code list-unclear} with the name of the parameter
     */
    public Listing list(View view, @Nullable String query, String uri) {
        ListQuery asked = ListQuery.of(query, DeadLetterFilter.NAMES, MAX_LETTERS, MAX_LETTERS);
        DeadLetterFilter filter = DeadLetterFilter.of(asked.filters(), ListQuery.REFUSAL);
        view.requireNumbers(filter.number(), filter.sender());
        WhichDeadLetters which = filter.which();
        int most = asked.limit();
        List<DeadLetter> found = deadLetters.list(which, position(asked.after()), most + 1);
        List<DeadLetter> page = found.subList(0, Math.min(most, found.size()));
        String next = found.size() > most ? cursor(page.get(most - 1).position()) : null;
        return new Listing(
                deadLetters.count(which),
                page.stream().map(this::letter).toList(),
                next != null && uri.startsWith(EARLIER_PATH) ? path(asked, next) : next);
    }

    /**
     * @param id as a list has it
     * @throws Rejected {@code dead-letter-unknown}
     */
    public Letter one(@Nullable String id) {
        return Stream.ofNullable(id)
                .flatMap(one ->
                        deadLetters
                                .list(
                                        DeadLetterFilter.of(Map.of("id", one), ListQuery.REFUSAL)
                                                .which(),
                                        null,
                                        1)
                                .stream())
                .map(this::letter)
                .findFirst()
                .orElseThrow(() -> new Rejected("dead-letter-unknown", "There is no dead letter with this id."));
    }

    /** By queue and code, the most first. */
    public Codes codes() {
        return new Codes(deadLetters.byCode());
    }

    private static String path(ListQuery asked, String next) {
        Map<String, String> all = new LinkedHashMap<>(asked.filters());
        all.put("limit", String.valueOf(asked.limit()));
        all.put("after", next);
        return all.entrySet().stream()
                .map(each -> each.getKey() + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining("&", EARLIER_PATH + "?", ""));
    }

    private static String cursor(DeadLetter.Position at) {
        return ListQuery.cursor(at.diedAt(), at.queue(), at.id());
    }

    private static DeadLetter.@Nullable Position position(List<String> after) {
        if (after.isEmpty()) {
            return null;
        }
        try {
            if (after.size() == 3) {
                return new DeadLetter.Position(after.get(1), Instant.parse(after.get(0)), after.get(2));
            }
        } catch (DateTimeException e) {
            throw new Rejected(ListQuery.REFUSAL, ListQuery.NO_POSITION, e);
        }
        throw new Rejected(ListQuery.REFUSAL, ListQuery.NO_POSITION);
    }

    private Letter letter(DeadLetter letter) {
        String id = Objects.toString(letter.headers().get(DeadLetterCommands.ROUTE), null);
        Route route = id == null ? null : context.getRoute(id);
        return new Letter(
                letter.queue(),
                DeadLetterFilter.id(letter),
                messageId(letter),
                id,
                route == null ? null : route.getEndpoint().getEndpointBaseUri(),
                letter.code(),
                letter.reason(),
                letter.attempts(),
                letter.enteredAt(),
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
     * @param next position of the next page, or its path where the earlier one was asked for; null on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Listing(
            long count, List<Letter> letters, @Nullable String next) {}

    /**
     * @param id of the letter, for commands about it alone
     * @param messageId null where nobody could read one
     * @param route that it came in by, where that is one that names no error handling; null for all others
     * @param endpoint that it is sent to once more, without its parameters; null where that route is not there
     * @param attempts that were made; 0 for a route that names no error handling
     * @param diedAt when it was put there
     */
    public record Letter(
            String queue,
            String id,
            @Nullable String messageId,
            @Nullable String route,
            @Nullable String endpoint,
            String code,
            String reason,
            int attempts,
            Instant enteredAt,
            Instant diedAt) {}

    public record Codes(List<DeadLetters.Code> codes) {}
}
