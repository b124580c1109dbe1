package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.outbound.ReceiptParties;
import io.mmsroutes.text.Json;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question to Telnyx about one message.
 *
 * @param account that is asked
 * @param uri to GET; phone numbers are in it, so it is not for a log
 */
public record Lookup(UUID id, Asked asked, URI uri, Of of, String account) {

    /** Detail records have words of their own; API reference, MessageDetailRecord {@code status}. */
    private static final Map<String, String> STATUS_OF_A_RECORD = Map.of(
            "gw_timeout", "sending_failed",
            "gw_reject", "sending_failed",
            "failed", "delivery_failed",
            "dlr_timeout", "delivery_unconfirmed",
            "dlr_unconfirmed", "delivery_unconfirmed");

    /** What is asked for. */
    public enum Of {
        /** Detail records, one of which may be of this message. */
        RECORDS,
        /** The message itself, which Telnyx is known to have. */
        MESSAGE
    }

    /**
     * By what a record is known.
     *
     * @param sendAt null where it was not scheduled
     */
    public record Asked(
            String from,
            String to,
            Instant submittedAt,
            @Nullable Instant sendAt) {}

    /** What Telnyx says of the message itself. */
    Receipt ofMessage(JsonNode message) {
        return receipt(
                message.path("id").asText(),
                message.path("type").asText(),
                ReceiptParties.in(message),
                message,
                message);
    }

    /** What a detail record says. */
    Receipt ofRecord(JsonNode record) {
        String status = record.path("status").asText();
        String word = STATUS_OF_A_RECORD.getOrDefault(status.strip().toLowerCase(Locale.ROOT), status);
        Receipt.Party recipient = new Receipt.Party(new PhoneNumber(asked.to()), word, null, null);
        return receipt(
                record.path("uuid").asText(),
                record.path("message_type").asText(),
                List.of(recipient),
                record,
                Json.MAPPER.createObjectNode());
    }

    private Receipt receipt(
            String telnyxId, String type, List<Receipt.Party> recipients, JsonNode told, JsonNode payload) {
        return new Receipt(
                "lookup/" + UUID.randomUUID(),
                told.hasNonNull("completed_at") ? "message.finalized" : "message.sent",
                telnyxId,
                id,
                instant(told.path("completed_at").asText()),
                type,
                recipients,
                ReceiptParties.errors(payload),
                payload);
    }

    static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "Lookup[id=%s, of=%s]".formatted(id, of);
    }
}
