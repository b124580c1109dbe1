package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.outbound.ReceiptParties;
import io.mmsroutes.text.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
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
        return receipt(
                lookup,
                message.path("id").asText(),
                message.path("type").asText(),
                ReceiptParties.in(message),
                message,
                message);
    }

    static Receipt ofRecord(Lookup lookup, JsonNode record) {
        String status = record.path("status").asText();
        String word = STATUS_OF_A_RECORD.getOrDefault(status.strip().toLowerCase(Locale.ROOT), status);
        Receipt.Party recipient =
                new Receipt.Party(new PhoneNumber(lookup.asked().to()), word, null, null);
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
}
