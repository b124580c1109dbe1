package io.mmsroutes.simulator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.outbound.SendKind;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A request that the simulated Telnyx accepted. All that becomes of it follows from this and from the time, so nothing
 * else has to be remembered.
 *
 * @param at when it was accepted
 * @param request as the client sent it
 */
record TakenMessage(String id, Instant at, SendKind kind, ReceiptOrder receipts, Ending ending, ObjectNode request) {
    private static final Duration UNTIL_SENT = Duration.ofMillis(300);
    private static final Duration UNTIL_FINALIZED = Duration.ofSeconds(1);

    /** Empty when the number comes from a pool. */
    String from() {
        return request.path("from").asText("");
    }

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
        return CheckContent.isMms(kind, request);
    }

    boolean isScheduled(Instant now) {
        return now.isBefore(begins());
    }

    Instant sentAt() {
        return begins().plus(UNTIL_SENT);
    }

    Instant finalizedAt() {
        return begins().plus(UNTIL_FINALIZED);
    }

    /** The status of each recipient. */
    String status(Instant now) {
        if (isScheduled(now)) {
            return "scheduled";
        }
        if (!now.isBefore(finalizedAt())) {
            return ending.status();
        }
        return ending.isSent() && !now.isBefore(sentAt()) ? "sent" : "queued";
    }

    private Instant begins() {
        String sendAt = request.path("send_at").asText("");
        Instant wanted = sendAt.isEmpty() ? at : OffsetDateTime.parse(sendAt).toInstant();
        return wanted.isAfter(at) ? wanted : at;
    }
}
