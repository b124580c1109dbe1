package io.mmsroutes.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.Json;
import io.mmsroutes.sending.Receipt;
import io.mmsroutes.sending.SendState;
import io.mmsroutes.sending.call.TelnyxCodes;
import java.io.UncheckedIOException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes a receipt into the message it belongs to, by our own id where it carries it, else by Telnyx's. Every recipient moves
 * forward only, whatever the order in which receipts come. A receipt whose message is not known yet is parked.
 */
public final class ApplyReceipt {
    private static final String FIND = "select id, kind, request, send_before, telnyx_at from sends ";

    private final Ledger ledger;

    public ApplyReceipt(Ledger ledger) {
        this.ledger = ledger;
    }

    public Applied apply(Receipt receipt) {
        return ledger.inTransaction(jdbc -> apply(jdbc, receipt).orElseGet(() -> park(jdbc, receipt)));
    }

    /** Empty where no message is known to which it belongs. */
    static Optional<Applied> apply(JdbcClient jdbc, Receipt receipt) {
        return find(jdbc, receipt).map(send -> {
            boolean news = Recipients.apply(jdbc, send.id(), receipt);
            keep(jdbc, send, receipt);
            news |= advance(jdbc, send.id());
            explain(jdbc, send.id(), receipt);
            if (receipt.isFinal()) {
                JsonNode errors = receipt.recipients().stream()
                        .findFirst()
                        .map(receipt::errorsOf)
                        .orElse(receipt.errors());
                OptOuts.learn(jdbc, send.id(), errors, receipt.occurredAt());
            }
            String event = receipt.isFinal() ? SendState.FINALIZED.word() : "sent";
            if (news) {
                Sends.report(jdbc, send.id(), event);
            }
            return new Applied(send.id(), news ? event : "no-news");
        });
    }

    private static Optional<Send> find(JdbcClient jdbc, Receipt receipt) {
        Optional<Send> byRef = receipt.ref() == null
                ? Optional.empty()
                : find(jdbc.sql(FIND + "where id = :ref for update").param("ref", receipt.ref()));
        return byRef.or(() -> find(jdbc.sql(FIND + "where telnyx_id = :telnyxId order by position limit 1 for update")
                .param("telnyxId", Row.id(receipt.telnyxId()))));
    }

    private static Optional<Send> find(JdbcClient.StatementSpec query) {
        return query.query(
                        (row, number) -> new Send(Row.id(row), Row.request(row).isMms(), Row.instant(row, "telnyx_at")))
                .optional();
    }

    /** What Telnyx told last of the message as a whole. */
    private static void keep(JdbcClient jdbc, Send send, Receipt receipt) {
        String telnyx = Row.json(receipt.payload());
        boolean newer = telnyx != null
                && !receipt.payload().isEmpty()
                && (send.toldAt() == null
                        || receipt.occurredAt() == null
                        || !receipt.occurredAt().isBefore(send.toldAt()));
        jdbc.sql("""
                update sends set telnyx_id = coalesce(telnyx_id, :telnyxId),
                    telnyx = case when :newer then :telnyx else telnyx end,
                    telnyx_at = case when :newer then :at else telnyx_at end,
                    accepted_at = coalesce(accepted_at, current_timestamp),
                    sent_as_sms = sent_as_sms or :asSms, errors = null
                where id = :id""")
                .param("telnyxId", Row.id(receipt.telnyxId()))
                .param("newer", newer)
                .param("telnyx", telnyx, Types.VARCHAR)
                .param("at", Row.time(receipt.occurredAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("asSms", send.isMms() && receipt.isFinal() && "SMS".equals(receipt.type()))
                .param("id", send.id())
                .update();
    }

    private static boolean advance(JdbcClient jdbc, UUID id) {
        boolean done = Recipients.areFinal(jdbc, id);
        if (!done) {
            return Sends.move(jdbc, id, SendState.ACCEPTED, null, null);
        }
        boolean moved = Sends.move(jdbc, id, SendState.FINALIZED, null, null);
        if (moved) {
            jdbc.sql("update sends set finalized_at = current_timestamp where id = :id")
                    .param("id", id)
                    .update();
        }
        return moved;
    }

    /** What staff can do about a message that did not arrive; nothing any more where it did after all. */
    private static void explain(JdbcClient jdbc, UUID id, Receipt receipt) {
        if (!receipt.isFinal()) {
            return;
        }
        Optional<Recipients.Trouble> trouble = Recipients.trouble(jdbc, id);
        if (trouble.isEmpty()) {
            jdbc.sql("update sends set code = null, reason = null where id = :id and state = 'finalized'")
                    .param("id", id)
                    .update();
            return;
        }
        JsonNode error = trouble.get().error();
        String code = error.path("code").asText("").replaceAll("[^\\w.-]", "");
        String known = code.isEmpty() ? trouble.get().status().replace('_', '-') : code;
        jdbc.sql("update sends set code = :code, reason = :reason where id = :id")
                .param("code", Row.atMost(Sends.LONGEST_CODE, known))
                .param(
                        "reason",
                        Row.atMost(
                                Sends.LONGEST_REASON,
                                TelnyxCodes.sentence(
                                        known,
                                        error.path("title").textValue(),
                                        error.path("detail").textValue())))
                .param("id", id)
                .update();
    }

    private static Applied park(JdbcClient jdbc, Receipt receipt) {
        try {
            String json = Json.MAPPER.writeValueAsString(receipt);
            jdbc.sql("""
                    insert into parked_receipts (event_id, telnyx_id, receipt, arrived_at)
                    select :eventId, :telnyxId, :receipt, current_timestamp
                    where not exists (select 1 from parked_receipts where event_id = :eventId)""")
                    .param("eventId", Row.id(receipt.eventId()))
                    .param("telnyxId", Row.id(receipt.telnyxId()))
                    .param(
                            "receipt",
                            json.length() <= Row.LONGEST_JSON
                                    ? json
                                    : Json.MAPPER.writeValueAsString(receipt.inShort()))
                    .update();
            return new Applied(null, "parked");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the log. */
    public String summary(Receipt receipt, Applied applied) {
        return "telnyxId=%s event=%s id=%s outcome=%s"
                .formatted(
                        receipt.telnyxId(),
                        receipt.eventType(),
                        applied.id() == null ? "" : applied.id(),
                        applied.outcome());
    }

    public String outcome(Applied applied) {
        return applied.outcome();
    }

    /**
     * @param id of the message; null when the receipt was parked
     * @param outcome sent, finalized, no-news or parked
     */
    public record Applied(@Nullable UUID id, String outcome) {}

    private record Send(UUID id, boolean isMms, @Nullable Instant toldAt) {}
}
