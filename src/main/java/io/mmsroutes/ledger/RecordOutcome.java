package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.Json;
import io.mmsroutes.sending.Outcome;
import io.mmsroutes.sending.SendState;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes down what a call came to. A receipt that was faster than the answer is not undone. */
public final class RecordOutcome {
    private static final Logger LOG = LoggerFactory.getLogger(RecordOutcome.class);

    /** Holds that one message may begin while others pass: a proxy that is at fault now and then hits others as well. */
    private static final int MAX_DOUBTS = 4;

    private final Ledger ledger;

    public RecordOutcome(Ledger ledger) {
        this.ledger = ledger;
    }

    public void record(UUID id, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            List<Holds.Hold> over = ledger.inTransaction(jdbc -> accepted(jdbc, id, accepted));
            LOG.info("Telnyx took the message, id={} telnyxId={}", id, accepted.telnyxId());
            over.forEach(RecordOutcome::tellEnd);
        } else if (outcome instanceof Outcome.Postponed later) {
            postpone(id, later);
        } else if (outcome instanceof Outcome.Refused refused) {
            List<Holds.Hold> over = ledger.inTransaction(jdbc -> refused(jdbc, id, refused));
            end(id, SendState.REJECTED, refused.code(), refused.sentence(), refused.errors());
            over.forEach(RecordOutcome::tellEnd);
        } else if (outcome instanceof Outcome.Unknown unknown) {
            ledger.inTransaction(jdbc -> tryAnotherLater(jdbc, id));
            end(id, SendState.UNKNOWN, unknown.code(), unknown.sentence(), null);
        }
    }

    /** For metrics, such as {@code Accepted}. */
    public String name(Outcome outcome) {
        return outcome.getClass().getSimpleName();
    }

    private void postpone(UUID id, Outcome.Postponed later) {
        if (later.hold() == Outcome.Hold.NONE) {
            ledger.inTransaction(jdbc -> postponed(jdbc, id, later));
            LOG.info(
                    "Telnyx takes the message later, id={} code={} waits={} delayMillis={}",
                    id,
                    later.code(),
                    later.scope(),
                    later.delay().toMillis());
            return;
        }
        if (ledger.inTransaction(jdbc -> isItsOwnFault(jdbc, id, later))) {
            end(id, SendState.REJECTED, later.code(), later.sentence(), Json.MAPPER.createArrayNode());
            return;
        }
        ledger.inTransaction(jdbc -> held(jdbc, id, later))
                .ifPresent(hold -> LOG.warn(
                        "Sending is held, what waits is kept, one message at a time is tried until Telnyx takes it, sender={} code={}: {}",
                        hold.name(),
                        hold.code(),
                        hold.reason()));
    }

    private static void tellEnd(Holds.Hold hold) {
        LOG.info("Sending goes on, sender={} code={} heldSince={}", hold.name(), hold.code(), hold.since());
    }

    private void end(UUID id, SendState state, String code, String reason, @Nullable JsonNode errors) {
        if (ledger.inTransaction(jdbc -> ended(jdbc, id, state, code, reason, errors))) {
            LOG.warn("Message is {} now, id={} code={}: {}", state.word(), id, code, reason);
        }
    }

    /** It began the hold of the account again and again, while Telnyx took others in between. */
    private static boolean isItsOwnFault(JdbcClient jdbc, UUID id, Outcome.Postponed later) {
        return later.hold() == Outcome.Hold.IN_DOUBT
                && Holds.ofAccount(jdbc).isEmpty()
                && jdbc.sql("select doubts from sends where id = :id")
                                .param("id", id)
                                .query(Integer.class)
                                .optional()
                                .orElse(0)
                        >= MAX_DOUBTS;
    }

    /** Returns the hold that began with this. */
    private static Optional<Holds.Hold> held(JdbcClient jdbc, UUID id, Outcome.Postponed later) {
        tryAnotherLater(jdbc, id);
        Instant now = Ledger.now(jdbc);
        String lane = later.scope() == Outcome.Scope.ACCOUNT ? Ledger.ACCOUNT : sender(jdbc, id);
        Optional<Holds.Hold> began = Holds.begin(jdbc, lane, later, now);
        if (began.isPresent() && began.get().inDoubt()) {
            jdbc.sql("update sends set doubts = doubts + 1 where id = :id")
                    .param("id", id)
                    .update();
        }
        Duration pause = began.map(hold -> hold.pause(now)).orElse(Duration.ZERO);
        waitUntil(jdbc, lane, now.plus(later.delay().compareTo(pause) > 0 ? later.delay() : pause));
        Sends.move(jdbc, id, SendState.QUEUED, later.code(), later.sentence());
        return began;
    }

    /** Where the message was called in spite of a hold: the next one is called for after a pause. */
    private static boolean tryAnotherLater(JdbcClient jdbc, UUID id) {
        Instant now = Ledger.now(jdbc);
        List<Holds.Hold> tried = Holds.tried(jdbc, id);
        tried.forEach(hold -> Lanes.move(jdbc, hold.lane(), now.plus(hold.pause(now))));
        return !tried.isEmpty();
    }

    /** A message that is refused for itself does not answer whether the hold is over: the next one is called for at once. */
    private static List<Holds.Hold> refused(JdbcClient jdbc, UUID id, Outcome.Refused refused) {
        Instant now = Ledger.now(jdbc);
        List<Holds.Hold> over = new ArrayList<>();
        for (Holds.Hold hold : Holds.tried(jdbc, id)) {
            // Telnyx itself speaks again, so what stood in front of it does not any more.
            if (hold.inDoubt() && refused.called()) {
                Holds.end(jdbc, hold, now);
                over.add(hold);
            } else {
                Lanes.move(jdbc, hold.lane(), now);
            }
        }
        return over;
    }

    private static String sender(JdbcClient jdbc, UUID id) {
        return jdbc.sql("select sender from sends where id = :id")
                .param("id", id)
                .query(String.class)
                .optional()
                .orElse("");
    }

    private static void waitUntil(JdbcClient jdbc, String lane, Instant slot) {
        jdbc.sql("update lanes set next_slot = :slot where next_slot < :slot and sender = :lane")
                .param("slot", Row.time(slot))
                .param("lane", lane)
                .update();
    }

    private static List<Holds.Hold> accepted(JdbcClient jdbc, UUID id, Outcome.Accepted accepted) {
        List<Holds.Hold> over = Holds.end(jdbc, id);
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
        return over;
    }

    private static boolean postponed(JdbcClient jdbc, UUID id, Outcome.Postponed postponed) {
        tryAnotherLater(jdbc, id);
        String lane = postponed.scope() == Outcome.Scope.ACCOUNT ? Ledger.ACCOUNT : sender(jdbc, id);
        waitUntil(jdbc, lane, Ledger.now(jdbc).plus(postponed.delay()));
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
