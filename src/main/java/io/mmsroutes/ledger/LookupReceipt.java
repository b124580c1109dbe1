package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.Json;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.Receipt;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Makes a receipt of what Telnyx says when it is asked. */
final class LookupReceipt {
    /** Detail records have words of their own; API reference, MessageDetailRecord {@code status}. */
    private static final Map<String, String> STATUS_OF_A_RECORD = Map.of(
            "gw_timeout", "sending_failed",
            "gw_reject", "sending_failed",
            "failed", "delivery_failed",
            "dlr_timeout", "delivery_unconfirmed",
            "dlr_unconfirmed", "delivery_unconfirmed");

    private LookupReceipt() {}

    static Receipt ofMessage(Lookup lookup, JsonNode message) {
        List<Receipt.Party> recipients = StreamSupport.stream(message.path("to").spliterator(), false)
                .map(party -> party(
                        party.path("phone_number").asText(),
                        party.path("status").asText(null)))
                .toList();
        return receipt(
                lookup, message.path("id").asText(), message.path("type").asText(), recipients, message, message);
    }

    static Receipt ofRecord(Lookup lookup, JsonNode record) {
        String status = record.path("status").asText();
        Receipt.Party recipient = party(lookup.asked().to(), STATUS_OF_A_RECORD.getOrDefault(status, status));
        return receipt(
                lookup,
                record.path("uuid").asText(),
                record.path("message_type").asText(),
                List.of(recipient),
                record,
                Json.MAPPER.createObjectNode());
    }

    private static Receipt receipt(
            Lookup lookup,
            String telnyxId,
            String type,
            List<Receipt.Party> recipients,
            JsonNode told,
            JsonNode payload) {
        return new Receipt(
                "lookup/" + UUID.randomUUID(),
                told.hasNonNull("completed_at") ? "message.finalized" : "message.sent",
                telnyxId,
                lookup.id(),
                instant(told.path("completed_at").asText()),
                type,
                recipients,
                payload.path("errors").isArray() ? payload.path("errors") : Json.MAPPER.createArrayNode(),
                payload);
    }

    private static Receipt.Party party(String number, @Nullable String status) {
        return new Receipt.Party(new PhoneNumber(number), status, null, null);
    }

    static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
