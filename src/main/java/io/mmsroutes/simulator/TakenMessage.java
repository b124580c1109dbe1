package io.mmsroutes.simulator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.simulator.FaultPlan.ReceiptOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request that the simulated Telnyx accepted. All that becomes of it follows from this and from the time.
 *
 * @param at when it was accepted
 * @param from its sender: as the request has it, or the number of the pool that was taken
 * @param onNet members of a group that are Telnyx's own numbers: of the others nothing is heard in the end
 * @param ended how it ends; null while the phone that fetches its media has not decided it
 * @param request as the client sent it
 */
record TakenMessage(
        String id,
        Instant at,
        SendKind kind,
        String from,
        List<String> onNet,
        ReceiptOrder receipts,
        @Nullable Ended ended,
        ObjectNode request) {
    private static final Duration UNTIL_FETCHED = Duration.ofMillis(50);
    private static final Duration UNTIL_SENT = Duration.ofMillis(300);
    private static final Duration UNTIL_FINALIZED = Duration.ofSeconds(1);
    private static final Duration FROM_SENT_TO_FINALIZED = UNTIL_FINALIZED.minus(UNTIL_SENT);

    /** The recipient, or the members of a group. */
    List<String> to() {
        JsonNode to = request.path("to");
        return to.isArray()
                ? StreamSupport.stream(to.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of(to.asText());
    }

    @JsonIgnore
    boolean isGroup() {
        return kind == SendKind.GROUP_MMS;
    }

    @JsonIgnore
    boolean isMms() {
        return CheckSend.isMms(kind, request);
    }

    boolean isScheduled(Instant now) {
        return now.isBefore(begins());
    }

    @JsonIgnore
    boolean isCancelled() {
        return ended != null && ended.ending().equals(Ending.CANCELLED);
    }

    Optional<Ending> ending(Instant now) {
        return ended == null || now.isBefore(finalizedAt()) ? Optional.empty() : Optional.of(ended.ending());
    }

    TakenMessage ending(Ended how) {
        return new TakenMessage(id, at, kind, from, onNet, receipts, how, request);
    }

    /** When its media are fetched, or when it comes to the phone where it has none. */
    Instant arrivesAt() {
        return ended == null ? begins().plus(UNTIL_FETCHED) : sentAt();
    }

    /** Far off while it is not decided. */
    Instant sentAt() {
        return later(begins().plus(UNTIL_SENT), ended == null ? Instant.MAX : ended.at());
    }

    Instant finalizedAt() {
        return later(
                begins().plus(UNTIL_FINALIZED),
                ended == null ? Instant.MAX : ended.at().plus(FROM_SENT_TO_FINALIZED));
    }

    /** Of one recipient. */
    String status(Instant now, String recipient) {
        if (isCancelled()) {
            return Ending.CANCELLED.status();
        }
        if (isScheduled(now)) {
            return "scheduled";
        }
        Optional<Ending> ending = ending(now);
        if (ending.isPresent()) {
            boolean unheard = isGroup() && ending.get().equals(Ending.DELIVERED) && !onNet.contains(recipient);
            return unheard ? "unknown" : ending.get().status();
        }
        if (ended == null) {
            return now.isBefore(begins().plus(UNTIL_FETCHED)) ? "queued" : "sending";
        }
        return ended.ending().isSent() && !now.isBefore(sentAt()) ? "sent" : "queued";
    }

    Instant begins() {
        String sendAt = request.path("send_at").asText("");
        Instant wanted = sendAt.isEmpty() ? at : OffsetDateTime.parse(sendAt).toInstant();
        return later(wanted, at);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** @param at when it was decided */
    record Ended(Ending ending, Instant at) {}
}
