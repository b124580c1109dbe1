package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The simulated {@code POST /v2/messages}: takes a request, or does not, and says so or not. */
public final class TakeMessage {
    private static final String PATH = "/simulator/v2/messages";
    private static final ObjectReader READER =
            Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final SimulatedTelnyx telnyx;
    private final FaultPlan plan;
    private final TakenMessages messages;
    private final MessageJson messageJson;
    private final Clock clock;
    private final FirstTimes firstTimes = new FirstTimes();

    public TakeMessage(
            SimulatedTelnyx telnyx, FaultPlan plan, TakenMessages messages, MessageJson messageJson, Clock clock) {
        this.telnyx = telnyx;
        this.plan = plan;
        this.messages = messages;
        this.messageJson = messageJson;
        this.clock = clock;
    }

    /** @param fault header {@code simulator-fault}, for those who call without a gateway in between */
    public ApiAnswer take(byte @Nullable [] body, String path, @Nullable String authorization, @Nullable String fault) {
        if (!telnyx.isKnown(authorization)) {
            return ApiAnswer.unauthorized();
        }
        Optional<SendKind> kind = Arrays.stream(SendKind.values())
                .filter(one -> path.equals(PATH + one.path()))
                .findFirst();
        if (kind.isEmpty()) {
            return ApiAnswer.notFound();
        }
        String text = body == null ? "" : new String(body, UTF_8);
        if (!(parse(text) instanceof ObjectNode request)) {
            return ApiAnswer.refused(400, "10023", "Invalid JSON", "The body is not one JSON object.");
        }
        List<Problem> problems = CheckSend.problems(kind.get(), request);
        return problems.isEmpty() ? decide(kind.get(), request, text, fault) : ApiAnswer.refused(problems);
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            JsonNode request = READER.readTree(text);
            return UntrustedJson.unstorable(request).isEmpty() ? request : null;
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            return null;
        }
    }

    private ApiAnswer decide(SendKind kind, ObjectNode request, String body, @Nullable String header) {
        String text = request.path("text").asText("");
        Optional<SendFault> fault = fault(request, text, header);
        Optional<ReceiptOrder> receipts = Marker.receipts(text)
                .map(marker -> Words.find(ReceiptOrder.class, marker.word()))
                .orElseGet(() -> Optional.of(plan.receipts()));
        if (fault.isEmpty() || receipts.isEmpty()) {
            return ApiAnswer.refused(
                    400,
                    "10015",
                    "Bad request",
                    "The simulator knows the faults %s and the receipts %s."
                            .formatted(
                                    String.join(", ", Words.all(SendFault.class)),
                                    String.join(", ", Words.all(ReceiptOrder.class))));
        }
        TakenMessage message = new TakenMessage(
                UUID.randomUUID().toString(),
                clock.instant(),
                kind,
                receipts.get(),
                Ending.of(fault.get(), receipts.get()),
                request);
        if (fault.get().isTaken()) {
            messages.add(message, body);
        }
        return answer(fault.get(), message);
    }

    /** Empty for a word that is no fault. */
    private Optional<SendFault> fault(ObjectNode request, String text, @Nullable String header) {
        if (header != null) {
            return Words.find(SendFault.class, header);
        }
        Optional<Marker> marker = Marker.fault(text);
        if (marker.isEmpty()) {
            return Optional.of(plan.nextFault());
        }
        boolean over = marker.get().once()
                && !firstTimes.isFirst("%s %s %s".formatted(request.path("from"), request.path("to"), text));
        return over
                ? Optional.of(SendFault.NONE)
                : Words.find(SendFault.class, marker.get().word());
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
}
