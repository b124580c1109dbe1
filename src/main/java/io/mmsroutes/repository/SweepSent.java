package io.mmsroutes.repository;

import io.micrometer.core.instrument.MeterRegistry;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.database.queue.Retention;
import io.mmsroutes.outbound.SendState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes messages that ended longer ago than the retention, with their recipients. One stays for as long as something rests on it: an
 * entry of a queue that is about it, dead letters among them; the event that it answers; a message near it of which Telnyx is to be
 * asked. Several gateways may sweep one database at once.
 */
public final class SweepSent {
    private static final Logger LOG = LoggerFactory.getLogger(SweepSent.class);
    private static final String PREFIX = "mms.";
    private static final Set<SendState> ENDED = EnumSet.of(
            SendState.FINALIZED,
            SendState.UNCONFIRMED,
            SendState.PARKED,
            SendState.FAILED,
            SendState.REJECTED,
            SendState.EXPIRED,
            SendState.CANCELLED);

    /** In one commit, which others wait for. */
    private static final int AT_ONCE = 200;

    /** Another gateway may be at it: what it has in hand is passed over. */
    private static final String PAGE = """
            select id, state_at from outbound_messages
            where state = :state and state_at < :before and (state_at, id) > (:afterAt, :afterId)
            order by state_at, id limit :limit $skipLocked""";

    /** A detail record is taken for the message that nobody else can be meant by, so whoever may be meant has to be known. */
    private static final String FREE = """
            select id from outbound_messages message
            where id in (:ids) and created_at < :lostSince
                and (state = 'finalized' or submitted_at is null or state_at < :toldUntil)
                and not exists (select 1 from queue_keys where key = message.id)
                and (request_key not like 'reply:%' or not exists (
                    select 1 from queue_keys where key = substr(message.request_key, 7)))
                and not exists (
                    select 1 from outbound_messages other
                    where other.sender = message.sender and other.state in ('submitting', 'unknown')
                        and other.submitted_at between message.submitted_at - :near and message.submitted_at + :near)""";

    /** Whoever was killed may have entered a message and not have noted it: the next attempt has to find it. */
    private static final String LOST_SINCE = """
            select min(entered_at) from (
                select min(entered_at) entered_at from queue_entries where due_at is not null and lost_leases > 0
                union all select min(entered_at) from queue_entries where state = 'dead' and lost_leases > 0) lost""";

    /** That Telnyx took a message from a number says that it is ours. */
    private static final String REMEMBER_SENDERS = """
            insert into own_numbers (number, seen_at)
            select sender, max(state_at) from outbound_messages
            where id in (:ids) and kind <> 'NUMBER_POOL'
                and (accepted_at is not null or state not in ('rejected', 'expired', 'failed', 'cancelled'))
            group by sender
            on conflict (number) do nothing""";

    private final Database database;
    private final Retention retention;
    private final MeterRegistry metrics;

    public SweepSent(Database database, Retention retention, MeterRegistry metrics) {
        this.database = database;
        this.retention = retention;
        this.metrics = metrics;
    }

    /** Counts what is gone in {@code mms.retention.removed}. */
    public void sweep() {
        if (retention.sentMessages().isEmpty()) {
            return;
        }
        Instant now = database.read(Row::now);
        Limits limits = new Limits(
                Row.time(now.minus(retention.sentMessages().get())),
                Row.time(now.minus(SweepOutbound.TOLD_FOR)),
                database.read(SweepSent::lostSince));
        int removed = 0;
        for (SendState state : ENDED) {
            Position last = new Position(Long.MIN_VALUE, "");
            Part part;
            do {
                Position after = last;
                part = database.writePatiently(transaction -> sweep(transaction, state, limits, after));
                removed += part.removed();
                last = part.last();
            } while (part.looked() == AT_ONCE);
        }
        metrics.counter(PREFIX + "retention.removed", "kind", "sent-message").increment(removed);
        LOG.info("Removed sent messages whose time is over, messages={}", removed);
    }

    private static Part sweep(Transaction transaction, SendState state, Limits limits, Position after) {
        List<Position> page = transaction
                .sql(PAGE)
                .param("state", state.word())
                .param("before", limits.endedBefore())
                .param("afterAt", after.stateAt())
                .param("afterId", after.id())
                .param("limit", AT_ONCE)
                .query((row, number) -> new Position(row.getLong("state_at"), row.getString("id")))
                .list();
        if (page.isEmpty()) {
            return new Part(0, 0, after);
        }
        List<String> free =
                free(transaction.jdbc(), limits, page.stream().map(Position::id).toList());
        if (!free.isEmpty()) {
            transaction.sql(REMEMBER_SENDERS).param("ids", free).update();
            OutboundMessages.delete(transaction, free);
        }
        return new Part(page.size(), free.size(), page.get(page.size() - 1));
    }

    private static List<String> free(JdbcClient jdbc, Limits limits, List<String> ids) {
        return jdbc.sql(FREE)
                .param("ids", ids)
                .param("lostSince", limits.lostSince())
                .param("toldUntil", limits.toldUntil())
                .param("near", TimeUnit.MILLISECONDS.toMicros(ReconcileByLookup.RIVALS_WITHIN.toMillis()))
                .query(String.class)
                .list();
    }

    private static long lostSince(JdbcClient jdbc) {
        return jdbc.sql(LOST_SINCE)
                .query((row, number) -> row.getObject(1) == null ? Long.MAX_VALUE : row.getLong(1))
                .single();
    }

    /**
     * Microseconds since 1970.
     *
     * @param toldUntil of what is older, Telnyx tells no more
     * @param lostSince when the oldest entry entered whose worker was lost
     */
    private record Limits(
            @Nullable Long endedBefore, @Nullable Long toldUntil, long lostSince) {}

    private record Position(long stateAt, String id) {}

    private record Part(int looked, int removed, Position last) {}
}
