package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The simulated {@code /v2/messages}: takes a request or does not, shows a message, cancels it. */
public final class MessagesApi {
    private static final ObjectReader READER =
            Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Before {@code send_at}; API reference, "Cancel a scheduled message". */
    private static final Duration CANCELLABLE = Duration.ofMinutes(1);

    private final FaultPlan plan;
    private final TakenMessages messages;
    private final MessageJson messageJson;
    private final Account account;
    private final Clock clock;

    public MessagesApi(FaultPlan plan, TakenMessages messages, MessageJson messageJson, Account account, Clock clock) {
        this.plan = plan;
        this.messages = messages;
        this.messageJson = messageJson;
        this.account = account;
        this.clock = clock;
    }

    /** @param fault header {@code simulator-fault} */
    ApiAnswer send(SendKind kind, byte[] body, @Nullable String fault) {
        String text = new String(body, UTF_8);
        if (!(parse(text) instanceof ObjectNode request)) {
            return ApiAnswer.refused(400, "10023", "Invalid JSON", "The body is not one JSON object.");
        }
        Instant now = clock.instant();
        List<Problem> problems = CheckSend.problems(kind, request, account, now);
        if (!problems.isEmpty()) {
            return ApiAnswer.refused(problems);
        }
        try {
            return take(kind, request, text, plan.of(request, fault), now);
        } catch (Rejected e) {
            return ApiAnswer.refused(400, "10015", "Bad Request", e.sentence());
        }
    }

    ApiAnswer find(String id) {
        return messages.find(id)
                .map(message -> ApiAnswer.data(messageJson.payload(message, clock.instant())))
                .orElseGet(ApiAnswer::notFound);
    }

    ApiAnswer findGroup(String id) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        messages.find(id)
                .filter(TakenMessage::isGroup)
                .ifPresent(message -> all.add(messageJson.payload(message, clock.instant())));
        return all.isEmpty() ? ApiAnswer.notFound() : ApiAnswer.data(all);
    }

    /** Neither in {@code data} nor in {@code errors}: the specification has bare bodies here. */
    ApiAnswer cancel(String id) {
        Instant now = clock.instant();
        Optional<TakenMessage> message = messages.find(id);
        if (message.isEmpty()) {
            return ApiAnswer.bare(404, "10005", "Resource not found", "There is no such message.");
        }
        if (message.get().isCancelled()
                || !now.plus(CANCELLABLE).isBefore(message.get().begins())) {
            return ApiAnswer.bare(
                    403,
                    "10010",
                    "Authorization failed",
                    "Only a scheduled message can be cancelled, and not in its last minute.");
        }
        return ApiAnswer.of(200, messageJson.payload(messages.cancel(message.get()), now));
    }

    private ApiAnswer take(SendKind kind, ObjectNode request, String body, FaultPlan.Fate fate, Instant now) {
        JsonNode to = request.path("to");
        String wanted = request.path("from").asText("");
        String from = wanted.isEmpty() ? account.ofPool(to.toString()).orElse(wanted) : wanted;
        List<String> onNet =
                account.numbers().stream().map(Account.OwnNumber::phoneNumber).toList();
        boolean fetches = !request.path("media_urls").isEmpty();
        TakenMessage undecided = new TakenMessage(
                UUID.randomUUID().toString(),
                now,
                kind,
                from,
                kind == SendKind.GROUP_MMS ? onNet : List.of(),
                fate.receipts(),
                null,
                request);
        TakenMessage message = fate.ending()
                .or(() -> fetches ? Optional.empty() : Optional.of(Ending.DELIVERED))
                .map(ending -> undecided.ending(new TakenMessage.Ended(ending, now)))
                .orElse(undecided);
        if (fate.fault().taken()) {
            if (!account.queue(from)) {
                return ApiAnswer.refused(400, "40318", "Message queue full", "The queue of this sender has no room.");
            }
            messages.add(message, body);
        }
        return answer(fate.fault(), message);
    }

    private ApiAnswer answer(SendFault fault, TakenMessage message) {
        ObjectNode data = messageJson.payload(message, message.at());
        if (message.isGroup()) {
            data.put("from", message.from());
        }
        ApiAnswer answer = fault.problem() == null
                ? ApiAnswer.data(data)
                : ApiAnswer.refused(fault.status(), List.of(fault.problem()));
        return new ApiAnswer(answer.status(), answer.body(), fault.limits(message.at()), fault.delay(), fault.isCut());
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            JsonNode request = READER.readTree(text);
            return UntrustedJson.unstorable(request).isEmpty() ? request : null;
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            return null;
        }
    }
}
