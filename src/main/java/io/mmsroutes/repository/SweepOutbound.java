package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.database.Work;
import io.mmsroutes.outbound.SendState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Does what time alone brings about: claims whose process died, waits that are over, receipts that found no message yet. */
public final class SweepOutbound {
    private static final Logger LOG = LoggerFactory.getLogger(SweepOutbound.class);
    /** GET /messages/{id} knows no older ones, so nobody can ask for what a receipt this old is about. */
    static final Duration TOLD_FOR = Duration.ofDays(10);
    /** One round touches no more than this of each kind; the next comes soon. */
    private static final int MOST = 500;

    private final Database database;
    private final SendTimes times;

    public SweepOutbound(Database database, SendTimes times) {
        this.database = database;
        this.times = times;
    }

    public void sweep() {
        if (!database.<Boolean>read(SweepOutbound::isAnyUnfinished)) {
            return;
        }
        endDue(this::late, this::expire);
        endDue(jdbc -> before(jdbc, SendState.SUBMITTING, times.longestCall()), this::holdDeadClaims);
        endDue(jdbc -> before(jdbc, SendState.UNKNOWN, times.unknownAfter()), this::endUnknown);
        endDue(jdbc -> before(jdbc, SendState.ACCEPTED, times.finalizeAfter()), this::endUnfinalized);
        if (!database.read(this::unasked).isEmpty()) {
            int unused = database.writePatiently(this::ask);
        }
        if (database.<Boolean>read(SweepOutbound::hasUnmatched)) {
            int unused = database.writePatiently(SweepOutbound::joinUnmatched)
                    + database.writePatiently(SweepOutbound::dropOldUnmatched);
        }
    }

    /** One question, by two indexes, of a gateway that has nothing under way. */
    private static boolean isAnyUnfinished(JdbcClient jdbc) {
        return jdbc.sql("""
                        select exists (
                                select 1 from outbound_messages
                                where state in ('preparing', 'queued', 'submitting', 'unknown', 'accepted'))
                            or exists (select 1 from unmatched_receipts)""").query(Boolean.class).single();
    }

    /** Asks without a commit first: mostly there is nothing to do. */
    private void endDue(Function<JdbcClient, List<UUID>> due, Work<List<Ended>> end) {
        if (!database.read(due).isEmpty()) {
            database.writePatiently(end)
                    .forEach(ended -> LOG.warn(
                            "Message is {} now, id={} code={}", ended.state().word(), ended.id(), ended.code()));
        }
    }

    private List<UUID> late(JdbcClient jdbc) {
        return jdbc.sql("""
                select id from outbound_messages where state in ('preparing', 'queued') and send_before <= $now
                limit :most""")
                .param("most", MOST)
                .query((row, number) -> Row.id(row))
                .list();
    }

    private List<Ended> expire(Transaction transaction) {
        List<Ended> expired = new ArrayList<>();
        for (UUID id : late(transaction.jdbc())) {
            String reason = Holds.of(transaction.jdbc(), id).stream()
                    .findFirst()
                    .map(hold -> "Its send_before passed while sending was held: " + hold.reason())
                    .orElse("Its send_before passed before its turn came.");
            expired.addAll(end(transaction, List.of(id), SendState.EXPIRED, "expired", reason));
        }
        return expired;
    }

    /** The time-outs of a call are long over, so no gateway can still be waiting. */
    private List<Ended> holdDeadClaims(Transaction transaction) {
        List<Ended> held = end(
                transaction,
                before(transaction.jdbc(), SendState.SUBMITTING, times.longestCall()),
                SendState.UNKNOWN,
                "gateway-died",
                "The gateway ended while it called Telnyx; a receipt or Telnyx's records will tell whether it was sent.");
        held.forEach(one -> OutboundMessages.reconcile(transaction, one.id(), SendState.UNKNOWN, Duration.ZERO));
        return held;
    }

    /** Should have been finalized by half the time that it may take. */
    private List<UUID> unasked(JdbcClient jdbc) {
        return jdbc.sql("""
                select id from outbound_messages
                where state = 'accepted' and state_at <= :at and asked_at is null and (send_at is null or send_at <= :at)
                order by state_at limit :most""")
                .param("at", Row.time(Row.now(jdbc).minus(times.finalizeAfter().dividedBy(2))))
                .param("most", MOST)
                .query((row, number) -> Row.id(row))
                .list();
    }

    private int ask(Transaction transaction) {
        List<UUID> unasked = unasked(transaction.jdbc());
        for (UUID id : unasked) {
            transaction
                    .sql("update outbound_messages set asked_at = $now where id = :id")
                    .param("id", id.toString())
                    .update();
            OutboundMessages.reconcile(transaction, id, SendState.ACCEPTED, Duration.ZERO);
        }
        return unasked.size();
    }

    private List<Ended> endUnknown(Transaction transaction) {
        List<UUID> waited =
                withoutUnasked(transaction, before(transaction.jdbc(), SendState.UNKNOWN, times.unknownAfter()));
        return switch (times.policy()) {
            case PARK ->
                end(
                        transaction,
                        waited,
                        SendState.PARKED,
                        "unknown-outcome",
                        "Nobody could tell whether Telnyx took it. Look for it in the Telnyx portal before it is sent again.");
            case RESEND ->
                end(
                        transaction,
                        waited,
                        SendState.QUEUED,
                        "resent",
                        "Nobody could tell whether Telnyx took it, so it is sent again, as mms.send.unknown-policy says.");
            case FAIL ->
                end(
                        transaction,
                        waited,
                        SendState.FAILED,
                        "unknown-outcome",
                        "Nobody could tell whether Telnyx took it; it counts as not sent, as mms.send.unknown-policy says.");
        };
    }

    /** Of those that Telnyx does not let us ask about, nothing is decided: the key, not the time, is what is wanting. */
    private static List<UUID> withoutUnasked(Transaction transaction, List<UUID> waited) {
        return waited.isEmpty()
                ? waited
                : transaction
                        .sql(
                                "select id from outbound_messages where id in (:ids) and (code is null or code <> :refused)")
                        .param("ids", waited.stream().map(UUID::toString).toList())
                        .param("refused", ReconcileByLookup.REFUSED)
                        .query((row, number) -> Row.id(row))
                        .list();
    }

    private List<Ended> endUnfinalized(Transaction transaction) {
        return end(
                transaction,
                before(transaction.jdbc(), SendState.ACCEPTED, times.finalizeAfter()),
                SendState.UNCONFIRMED,
                "never-finalized",
                "Telnyx took it and sent no last word; not every carrier gives delivery receipts.");
    }

    /** Of what is scheduled, its time counts from then. */
    private static List<UUID> before(JdbcClient jdbc, SendState state, Duration age) {
        Instant now = Row.now(jdbc);
        return jdbc.sql("""
                select id from outbound_messages
                where state = :state and state_at <= :at
                    and (send_at is null or send_at <= :at or state = 'submitting')
                order by state_at limit :most""")
                .param("state", state.word())
                .param("at", Row.time(now.minus(age)))
                .param("most", MOST)
                .query((row, number) -> Row.id(row))
                .list();
    }

    private static List<Ended> end(
            Transaction transaction, List<UUID> ids, SendState state, String code, String reason) {
        List<Ended> ended = new ArrayList<>();
        for (UUID id : ids) {
            if (OutboundMessages.move(transaction, id, state, code, reason)) {
                OutboundMessages.report(transaction, id, state.word());
                ended.add(new Ended(id, state, code));
            }
        }
        return ended;
    }

    private static boolean hasUnmatched(JdbcClient jdbc) {
        return jdbc.sql("select exists (select 1 from unmatched_receipts)")
                .query(Boolean.class)
                .single();
    }

    private static int joinUnmatched(Transaction transaction) {
        List<Map.Entry<String, String>> known = transaction
                .sql("""
                select event_id, receipt from unmatched_receipts
                where exists (
                    select 1 from outbound_messages where outbound_messages.telnyx_id = unmatched_receipts.telnyx_id
                        and unmatched_receipts.account = outbound_messages.account)
                order by arrived_at limit :most""")
                .param("most", MOST)
                .query((row, number) -> Map.entry(row.getString("event_id"), row.getString("receipt")))
                .list();
        for (Map.Entry<String, String> unmatched : known) {
            ApplyReceipt.applyParked(transaction, unmatched.getValue());
            transaction
                    .sql("delete from unmatched_receipts where event_id = :id")
                    .param("id", unmatched.getKey())
                    .update();
        }
        return known.size();
    }

    private static int dropOldUnmatched(Transaction transaction) {
        return transaction
                .sql("""
                delete from unmatched_receipts where event_id in (
                    select event_id from unmatched_receipts where arrived_at < :at order by arrived_at limit :most)""")
                .param("at", Row.time(Row.now(transaction.jdbc()).minus(TOLD_FOR)))
                .param("most", MOST)
                .update();
    }

    private record Ended(UUID id, SendState state, String code) {}
}
