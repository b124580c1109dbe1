package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.sending.Outcome;
import io.mmsroutes.sending.SendState;
import java.sql.Types;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes down what a call came to. A receipt that was faster than the answer is not undone. */
public final class RecordOutcome {
    private static final Logger LOG = LoggerFactory.getLogger(RecordOutcome.class);

    private final Ledger ledger;

    public RecordOutcome(Ledger ledger) {
        this.ledger = ledger;
    }

    public void record(UUID id, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            ledger.inTransaction(jdbc -> accepted(jdbc, id, accepted));
            LOG.info("Telnyx took the message, id={} telnyxId={}", id, accepted.telnyxId());
        } else if (outcome instanceof Outcome.Postponed later) {
            ledger.inTransaction(jdbc -> postponed(jdbc, id, later));
            LOG.info(
                    "Telnyx takes the message later, id={} code={} waits={} delayMillis={}",
                    id,
                    later.code(),
                    later.scope(),
                    later.delay().toMillis());
        } else if (outcome instanceof Outcome.Refused refused) {
            end(id, SendState.REJECTED, refused.code(), refused.sentence(), refused.errors());
        } else if (outcome instanceof Outcome.Unknown unknown) {
            end(id, SendState.UNKNOWN, unknown.code(), unknown.sentence(), null);
        }
    }

    private void end(UUID id, SendState state, String code, String reason, @Nullable JsonNode errors) {
        if (ledger.inTransaction(jdbc -> ended(jdbc, id, state, code, reason, errors))) {
            LOG.warn("Message is {} now, id={} code={}: {}", state.word(), id, code, reason);
        }
    }

    private static boolean accepted(JdbcClient jdbc, UUID id, Outcome.Accepted accepted) {
        boolean moved = Sends.move(jdbc, id, SendState.ACCEPTED, null, null);
        if (moved) {
            Sends.report(jdbc, id, SendState.ACCEPTED.word());
        }
        jdbc.sql("""
                update sends set telnyx_id = coalesce(telnyx_id, :telnyxId), telnyx = coalesce(telnyx, :message),
                    accepted_at = coalesce(accepted_at, current_timestamp)
                where id = :id""")
                .param("telnyxId", Row.id(accepted.telnyxId()))
                .param("message", Row.json(accepted.message()), Types.VARCHAR)
                .param("id", id)
                .update();
        int ordinal = 0;
        for (JsonNode party : accepted.message().path("to")) {
            jdbc.sql("""
                    update recipients set carrier = coalesce(carrier, :carrier), line_type = coalesce(line_type, :lineType)
                    where send_id = :id and ordinal = :ordinal""")
                    .param("carrier", Row.atMost(200, party.path("carrier").asText(null)), Types.VARCHAR)
                    .param("lineType", Row.atMost(100, party.path("line_type").asText(null)), Types.VARCHAR)
                    .param("id", id)
                    .param("ordinal", ordinal++)
                    .update();
        }
        return moved;
    }

    private static boolean postponed(JdbcClient jdbc, UUID id, Outcome.Postponed postponed) {
        boolean whole = postponed.scope() == Outcome.Scope.ACCOUNT;
        jdbc.sql("""
                update lanes set next_slot = :slot
                where next_slot < :slot
                    and sender = case when :whole then :account else (select sender from sends where id = :id) end""")
                .param("slot", Row.time(Ledger.now(jdbc).plus(postponed.delay())))
                .param("whole", whole)
                .param("account", Ledger.ACCOUNT)
                .param("id", id)
                .update();
        return Sends.move(jdbc, id, SendState.QUEUED, postponed.code(), postponed.sentence());
    }

    private static boolean ended(
            JdbcClient jdbc, UUID id, SendState state, String code, String reason, @Nullable JsonNode errors) {
        boolean moved = Sends.move(jdbc, id, state, code, reason);
        if (moved) {
            jdbc.sql("update sends set errors = :errors where id = :id")
                    .param("errors", errors == null ? null : Row.json(errors), Types.VARCHAR)
                    .param("id", id)
                    .update();
            Sends.report(jdbc, id, state.word());
        }
        if (errors != null) {
            OptOuts.learn(jdbc, id, errors, null);
        }
        return moved;
    }
}
