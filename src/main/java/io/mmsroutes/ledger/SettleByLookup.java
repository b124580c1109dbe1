package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.Json;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.Receipt;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads what Telnyx says of a message and takes it as a receipt. A detail record is taken only when it must be this message's:
 * it is the only one of its numbers and time that no other message has, and no other message waits for one.
 */
public final class SettleByLookup {
    private static final Logger LOG = LoggerFactory.getLogger(SettleByLookup.class);
    /** Between our call and Telnyx's record of it, with room for clocks that differ. */
    private static final Duration NEAR = Duration.ofMinutes(2);

    /** Detail records have words of their own; API reference, MessageDetailRecord {@code status}. */
    private static final Map<String, String> STATUS_OF_A_RECORD = Map.of(
            "gw_timeout", "sending_failed",
            "gw_reject", "sending_failed",
            "failed", "delivery_failed",
            "dlr_timeout", "delivery_unconfirmed",
            "dlr_unconfirmed", "delivery_unconfirmed");

    private final Ledger ledger;

    public SettleByLookup(Ledger ledger) {
        this.ledger = ledger;
    }

    /** What is not a 2xx, or cannot be read, settles nothing: the next look-up or the time-out will. */
    public void settle(Lookup lookup, int status, byte @Nullable [] body) {
        JsonNode data = status / 100 == 2 && body != null ? data(body) : Json.MAPPER.createArrayNode();
        if (status / 100 != 2) {
            LOG.warn("Telnyx does not tell of the message, id={} status={}", lookup.id(), status);
        }
        ledger.inTransaction(jdbc -> receipt(jdbc, lookup, data).flatMap(receipt -> ApplyReceipt.apply(jdbc, receipt)))
                .ifPresent(applied -> LOG.info("Telnyx was asked and has the message, id={}", applied.id()));
    }

    private static Optional<Receipt> receipt(JdbcClient jdbc, Lookup lookup, JsonNode data) {
        if (lookup.of() == Lookup.Of.MESSAGE) {
            return Optional.of(data)
                    .filter(message -> message.hasNonNull("id"))
                    .map(message -> ofMessage(lookup, message));
        }
        List<JsonNode> ours = StreamSupport.stream(data.spliterator(), false)
                .filter(record -> isNear(lookup.asked(), record))
                .filter(record -> !isKnown(jdbc, record.path("uuid").asText()))
                .toList();
        return ours.size() == 1 && !hasRival(jdbc, lookup)
                ? Optional.of(ofRecord(lookup, ours.get(0)))
                : Optional.empty();
    }

    private static boolean isNear(Lookup.Asked asked, JsonNode record) {
        Instant at = instant(record.path("created_at").asText());
        return record.path("cli").asText().equals(asked.from())
                && record.path("cld").asText().equals(asked.to())
                && record.hasNonNull("uuid")
                && at != null
                && Duration.between(asked.submittedAt(), at).abs().compareTo(NEAR) <= 0;
    }

    private static boolean isKnown(JdbcClient jdbc, String telnyxId) {
        return jdbc.sql("select count(*) from sends where telnyx_id = :telnyxId")
                        .param("telnyxId", telnyxId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Another message to the same number, called about the same time, of which nobody knows Telnyx's id. */
    private static boolean hasRival(JdbcClient jdbc, Lookup lookup) {
        return jdbc.sql("""
                        select count(*) from sends
                        where id <> :id and telnyx_id is null and sender = :from
                            and submitted_at between :from_time and :to_time
                            and exists (select 1 from recipients where send_id = sends.id and number = :to)""")
                        .param("id", lookup.id())
                        .param("from", lookup.asked().from())
                        .param("to", lookup.asked().to())
                        .param(
                                "from_time",
                                Row.time(lookup.asked().submittedAt().minus(NEAR.multipliedBy(2))))
                        .param("to_time", Row.time(lookup.asked().submittedAt().plus(NEAR.multipliedBy(2))))
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static Receipt ofMessage(Lookup lookup, JsonNode message) {
        List<Receipt.Party> recipients = StreamSupport.stream(message.path("to").spliterator(), false)
                .map(party -> party(
                        party.path("phone_number").asText(),
                        party.path("status").asText(null)))
                .toList();
        return receipt(
                lookup, message.path("id").asText(), message.path("type").asText(), recipients, message, message);
    }

    private static Receipt ofRecord(Lookup lookup, JsonNode record) {
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

    private static JsonNode data(byte[] body) {
        try {
            return Json.MAPPER.readTree(body).path("data");
        } catch (IOException e) {
            return Json.MAPPER.createArrayNode();
        }
    }

    private static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
