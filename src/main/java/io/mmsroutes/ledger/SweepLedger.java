package io.mmsroutes.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.Json;
import io.mmsroutes.sending.Receipt;
import io.mmsroutes.sending.SendState;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Does what time alone brings about: claims whose process died, waits that are over, receipts that found no message yet. */
public final class SweepLedger {
    private static final Logger LOG = LoggerFactory.getLogger(SweepLedger.class);
    /** GET /messages/{id} knows no older ones, so nobody can ask for what a receipt this old is about. */
    private static final Duration PARKED_FOR = Duration.ofDays(10);
    /** One round touches no more than this of each kind; the next comes soon. */
    private static final int MOST = 500;

    private final Ledger ledger;
    private final SendTimes times;

    public SweepLedger(Ledger ledger, SendTimes times) {
        this.ledger = ledger;
        this.times = times;
    }

    public void sweep() {
        ledger.inTransaction(this::expire);
        ledger.inTransaction(this::holdDeadClaims);
        ledger.inTransaction(this::endUnknown);
        ledger.inTransaction(this::endUnfinalized);
        ledger.inTransaction(SweepLedger::joinParked);
        ledger.inTransaction(SweepLedger::dropOldParked);
    }

    private int expire(JdbcClient jdbc) {
        List<UUID> late = jdbc.sql("""
                select id from sends where state in ('preparing', 'queued') and send_before <= current_timestamp
                limit :most""").param("most", MOST).query(UUID.class).list();
        int expired = 0;
        for (UUID id : late) {
            String reason = Holds.of(jdbc, id).stream()
                    .findFirst()
                    .map(hold -> "Its send_before passed while sending was held: " + hold.reason())
                    .orElse("Its send_before passed before its turn came.");
            expired += end(jdbc, List.of(id), SendState.EXPIRED, "expired", reason);
        }
        return expired;
    }

    /** The time-outs of a call are long over, so whoever made it cannot still be waiting. */
    private int holdDeadClaims(JdbcClient jdbc) {
        List<UUID> dead = before(jdbc, SendState.SUBMITTING, times.longestCall());
        return end(
                jdbc,
                dead,
                SendState.UNKNOWN,
                "gateway-died",
                "The gateway ended while it called Telnyx; a receipt or Telnyx's records will tell whether it was sent.");
    }

    private int endUnknown(JdbcClient jdbc) {
        List<UUID> waited = withoutUnasked(jdbc, before(jdbc, SendState.UNKNOWN, times.unknownAfter()));
        return switch (times.policy()) {
            case PARK ->
                end(
                        jdbc,
                        waited,
                        SendState.PARKED,
                        "unknown-outcome",
                        "Nobody could tell whether Telnyx took it. Look for it in the Telnyx portal before it is sent again.");
            case RESEND ->
                end(
                        jdbc,
                        waited,
                        SendState.QUEUED,
                        "resent",
                        "Nobody could tell whether Telnyx took it, so it is sent again, as mms.send.unknown-policy says.");
            case FAIL ->
                end(
                        jdbc,
                        waited,
                        SendState.FAILED,
                        "unknown-outcome",
                        "Nobody could tell whether Telnyx took it; it counts as not sent, as mms.send.unknown-policy says.");
        };
    }

    /** Of those that Telnyx does not let us ask about, nothing is decided: the key, not the time, is what is wanting. */
    private static List<UUID> withoutUnasked(JdbcClient jdbc, List<UUID> waited) {
        return waited.isEmpty()
                ? waited
                : jdbc.sql("select id from sends where id in (:ids) and (code is null or code <> :refused)")
                        .param("ids", waited)
                        .param("refused", SettleByLookup.REFUSED)
                        .query(UUID.class)
                        .list();
    }

    private int endUnfinalized(JdbcClient jdbc) {
        return end(
                jdbc,
                before(jdbc, SendState.ACCEPTED, times.finalizeAfter()),
                SendState.UNCONFIRMED,
                "never-finalized",
                "Telnyx took it and sent no last word; not every carrier gives delivery receipts.");
    }

    private static List<UUID> before(JdbcClient jdbc, SendState state, Duration age) {
        Instant now = Ledger.now(jdbc);
        return jdbc.sql("select id from sends where state = :state and state_at <= :at order by state_at limit :most")
                .param("state", state.word())
                .param("at", Row.time(now.minus(age)))
                .param("most", MOST)
                .query(UUID.class)
                .list();
    }

    private static int end(JdbcClient jdbc, List<UUID> ids, SendState state, String code, String reason) {
        int moved = 0;
        for (UUID id : ids) {
            if (Sends.move(jdbc, id, state, code, reason)) {
                Sends.report(jdbc, id, state.word());
                LOG.warn("Message is {} now, id={} code={}", state.word(), id, code);
                moved++;
            }
        }
        return moved;
    }

    private static int joinParked(JdbcClient jdbc) {
        List<Map.Entry<String, String>> known = jdbc.sql("""
                select event_id, receipt from parked_receipts
                where exists (select 1 from sends where sends.telnyx_id = parked_receipts.telnyx_id)
                order by arrived_at limit :most""")
                .param("most", MOST)
                .query((row, number) -> Map.entry(row.getString("event_id"), row.getString("receipt")))
                .list();
        for (Map.Entry<String, String> parked : known) {
            ApplyReceipt.apply(jdbc, receipt(parked.getValue()));
            jdbc.sql("delete from parked_receipts where event_id = :id")
                    .param("id", parked.getKey())
                    .update();
        }
        return known.size();
    }

    private static int dropOldParked(JdbcClient jdbc) {
        return jdbc.sql("delete from parked_receipts where arrived_at < :at")
                .param("at", Row.time(Ledger.now(jdbc).minus(PARKED_FOR)))
                .update();
    }

    private static Receipt receipt(String json) {
        try {
            return Json.MAPPER.readValue(json, Receipt.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("The ledger holds a receipt that is none.", e);
        }
    }
}
