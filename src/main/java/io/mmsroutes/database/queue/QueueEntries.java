package io.mmsroutes.database.queue;

import io.mmsroutes.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The life of an entry: {@code waiting}, {@code leased} while a worker has it, {@code done} or {@code dead}. One whose worker was
 * lost is {@code suspect}: of those, one at a time is worked on, so that what ends the process does not take down the good name of
 * all that were beside it.
 */
public final class QueueEntries {
    static final String LOST_CODE = "process-died";

    static final String ENTER = """
            insert into queue_entries (queue, id, state, body, headers, attempts, lost_leases, due_at, entered_at, changed_at)
            values (:queue, :id, 'waiting', :body, :headers, 0, 0, coalesce(cast(:due as bigint), $now + :delay), $now, $now)
            on conflict (queue, id) do nothing""";

    static final String ENTER_DEAD = """
            insert into queue_entries
                (queue, id, state, body, headers, code, reason, attempts, lost_leases, entered_at, changed_at)
            values (:queue, :id, 'dead', :body, :headers, :code, :reason, 0, 0, $now, $now)
            on conflict (queue, id) do nothing""";

    static final String CLAIM = """
            with due as materialized (
                select id from queue_entries where queue = :queue and state = '$state' and due_at <= $now
                order by due_at limit :limit $skipLocked)
            update queue_entries
            set state = 'leased', lease_id = :lease, lease_until = $now + :term, attempts = attempts + 1,
                tried_since = coalesce(tried_since, $now), changed_at = $now
            where queue = :queue and id in (select id from due)
            returning id, lease_id, body, headers, progress, attempts, lost_leases, due_at, entered_at,
                $now - tried_since as age""";

    static final String NEXT_DUE =
            "select min(due_at) - $now from queue_entries where queue = :queue and state = 'waiting' and due_at is not null";

    /** When the first is due that waits, one that lost a lease too; each of the two by the index. To be filled in with the queue. */
    private static final String FIRST_DUE = """
            select min(due_at) %2$s from (
                select min(due_at) as due_at from queue_entries where queue = %1$s and state = 'waiting' and due_at is not null
                union all
                select min(due_at) from queue_entries where queue = %1$s and state = 'suspect' and due_at is not null) as first_due""";

    static final String OLDEST_DUE = FIRST_DUE.formatted(":queue", "");

    /** For {@link Database#whenDue}. */
    static final String UNTIL_DUE = FIRST_DUE.formatted("?", "- $now");

    static final String EXTEND = """
            update queue_entries set lease_until = $now + :term
            where queue = :queue and id = :id and lease_id = :lease and state = 'leased'""";

    static final String EXPIRE = """
            update queue_entries
            set state = case when lost_leases + 1 < :most then 'suspect' else 'dead' end,
                due_at = case when lost_leases + 1 < :most then due_at end,
                code = case when lost_leases + 1 < :most then code else :code end,
                reason = case when lost_leases + 1 < :most then reason else :reason end,
                lost_leases = lost_leases + 1, lease_id = null, lease_until = null, changed_at = $now
            where queue = :queue and state = 'leased' and due_at is not null and lease_until <= $now
            returning id, state, lost_leases""";

    static final String GIVE_BACK = """
            update queue_entries
            set state = case when lost_leases = 0 then 'waiting' else 'suspect' end,
                attempts = attempts - 1, lease_id = null, lease_until = null, changed_at = $now
            where queue = :queue and id = :id and lease_id = :lease and state = 'leased'""";

    static final String GIVE_BACK_CLAIMS = """
            update queue_entries
            set state = case when lost_leases = 0 then 'waiting' else 'suspect' end,
                attempts = attempts - 1, lease_id = null, lease_until = null, changed_at = $now
            where queue = :queue and state = 'leased' and due_at is not null and lease_id in (:leases)""";

    static final String SETTLE = """
            update queue_entries
            set state = case when :state = 'waiting' and lost_leases > 0 then 'suspect' else :state end,
                due_at = case when :state = 'waiting' then $now + :delay end,
                body = case when :state <> 'done' then body end,
                headers = case when :state <> 'done' then headers end,
                progress = :progress, code = :code, reason = :reason, attempts = attempts - :uncounted,
                lease_id = null, lease_until = null, changed_at = $now
            where queue = :queue and id = :id and lease_id = :lease and state = 'leased'""";

    /** False for a duplicate: an entry of this id came before, whatever became of it. */
    public static boolean enter(Transaction transaction, NewEntry entry) {
        int fresh = transaction
                .sql(ENTER)
                .param("queue", entry.queue())
                .param("id", entry.id())
                .param("body", entry.body())
                .param("headers", entry.headers())
                .param("due", entry.dueAt() == null ? null : micros(entry.dueAt()))
                .param("delay", micros(entry.delay()))
                .update();
        if (fresh == 0) {
            return false;
        }
        addKeys(transaction.jdbc(), entry.queue(), entry.id(), entry.keys());
        transaction.becameDue(entry.queue());
        return true;
    }

    /** As a dead letter; false for a duplicate. */
    boolean enterDead(Transaction transaction, NewEntry entry, String code, String reason) {
        int fresh = transaction
                .jdbc()
                .sql(ENTER_DEAD)
                .param("queue", entry.queue())
                .param("id", entry.id())
                .param("body", entry.body())
                .param("headers", entry.headers())
                .param("code", code)
                .param("reason", reason)
                .update();
        if (fresh == 1) {
            addKeys(transaction.jdbc(), entry.queue(), entry.id(), entry.keys());
        }
        return fresh == 1;
    }

    /** Enters an entry and takes it out in one commit: all that entering costs, and nothing of it is left. */
    public static boolean rehearse(Transaction transaction, NewEntry entry) {
        return enter(transaction, entry)
                && transaction
                                .jdbc()
                                .sql("delete from queue_entries where queue = :queue and id = :id")
                                .param("queue", entry.queue())
                                .param("id", entry.id())
                                .update()
                        == 1;
    }

    /** What is due and has lost no lease, the longest due first. */
    List<Entry> claim(Transaction transaction, String queue, String lease, Duration term, int atMost) {
        return claim(transaction, "waiting", queue, lease, term, atMost);
    }

    /** One that is due and lost a lease, unless another one of those is worked on. */
    List<Entry> claimSuspect(Transaction transaction, String queue, String lease, Duration term) {
        boolean another = transaction
                .jdbc()
                .sql("""
                        select exists (
                            select 1 from queue_entries
                            where queue = :queue and state = 'leased' and due_at is not null and lost_leases > 0)""")
                .param("queue", queue)
                .query(Boolean.class)
                .single();
        return another ? List.of() : claim(transaction, "suspect", queue, lease, term, 1);
    }

    /** How long until something is due; less than nothing where something is. */
    Optional<Duration> nextDue(Transaction transaction, String queue) {
        return transaction
                .jdbc()
                .sql(NEXT_DUE)
                .param("queue", queue)
                .query((row, number) -> row.getObject(1) == null
                        ? Optional.<Duration>empty()
                        : Optional.of(Duration.of(row.getLong(1), ChronoUnit.MICROS)))
                .single();
    }

    /** False where the lease was lost: the entry belongs to somebody else. */
    boolean extend(Transaction transaction, String queue, Entry entry, Duration term) {
        return transaction
                        .jdbc()
                        .sql(EXTEND)
                        .param("queue", queue)
                        .param("id", entry.id())
                        .param("lease", entry.lease())
                        .param("term", micros(term))
                        .update()
                == 1;
    }

    /**
     * Takes back what is held by workers that are gone.
     *
     * @param maxLost at the how many-th lost lease an entry is a dead letter
     */
    List<Lost> expire(Transaction transaction, String queue, int maxLost) {
        return transaction
                .jdbc()
                .sql(EXPIRE)
                .param("queue", queue)
                .param("most", maxLost)
                .param("code", LOST_CODE)
                .param(
                        "reason",
                        "The process ended %s times, or was held up, while it worked on this. Look for the cause in its log of that time; then put it back."
                                .formatted(maxLost))
                .query((row, number) ->
                        new Lost(row.getString("id"), row.getInt("lost_leases"), "dead".equals(row.getString("state"))))
                .list();
    }

    /** As if it had never been taken. */
    boolean giveBack(Transaction transaction, String queue, Entry entry) {
        int mine = transaction
                .jdbc()
                .sql(GIVE_BACK)
                .param("queue", queue)
                .param("id", entry.id())
                .param("lease", entry.lease())
                .update();
        if (mine == 1) {
            transaction.becameDue(queue);
        }
        return mine == 1;
    }

    /** Of claims of which nobody knows whether they were made. */
    int giveBackClaims(Transaction transaction, String queue, Collection<String> leases) {
        return transaction
                .jdbc()
                .sql(GIVE_BACK_CLAIMS)
                .param("queue", queue)
                .param("leases", leases)
                .update();
    }

    /** False where the lease was lost: then nothing is changed. */
    boolean settle(Transaction transaction, String queue, Entry entry, Outcome outcome, boolean keepDone) {
        JdbcClient jdbc = transaction.jdbc();
        boolean done = outcome.kind() == Outcome.Kind.DONE;
        if (done && !keepDone) {
            return jdbc.sql(
                                    "delete from queue_entries where queue = :queue and id = :id and lease_id = :lease and state = 'leased'")
                            .param("queue", queue)
                            .param("id", entry.id())
                            .param("lease", entry.lease())
                            .update()
                    == 1;
        }
        int mine = jdbc.sql(SETTLE)
                .param("state", state(outcome.kind()))
                .param("delay", micros(outcome.delay()))
                .param("progress", outcome.progress())
                .param("code", outcome.code())
                .param("reason", outcome.reason())
                .param("uncounted", outcome.counted() ? 0 : 1)
                .param("queue", queue)
                .param("id", entry.id())
                .param("lease", entry.lease())
                .update();
        if (mine == 0) {
            return false;
        }
        if (done) {
            jdbc.sql("delete from queue_keys where queue = :queue and id = :id")
                    .param("queue", queue)
                    .param("id", entry.id())
                    .update();
        } else {
            addKeys(jdbc, queue, entry.id(), outcome.keys());
        }
        if (outcome.kind() == Outcome.Kind.AGAIN) {
            transaction.becameDue(queue);
        }
        return true;
    }

    private List<Entry> claim(
            Transaction transaction, String state, String queue, String lease, Duration term, int atMost) {
        return transaction
                .jdbc()
                .sql(CLAIM.replace("$state", state))
                .param("queue", queue)
                .param("lease", lease)
                .param("term", micros(term))
                .param("limit", atMost)
                .query(Claimed::of)
                .list()
                .stream()
                .sorted(Comparator.comparingLong(Claimed::dueAt))
                .map(Claimed::entry)
                .toList();
    }

    private static void addKeys(JdbcClient jdbc, String queue, String id, List<String> keys) {
        for (String key : keys) {
            jdbc.sql("insert into queue_keys (key, queue, id) values (:key, :queue, :id) on conflict do nothing")
                    .param("key", key)
                    .param("queue", queue)
                    .param("id", id)
                    .update();
        }
    }

    private static String state(Outcome.Kind kind) {
        return switch (kind) {
            case DONE -> "done";
            case AGAIN -> "waiting";
            case DEAD -> "dead";
        };
    }

    private static long micros(Duration duration) {
        return TimeUnit.SECONDS.toMicros(duration.getSeconds()) + TimeUnit.NANOSECONDS.toMicros(duration.getNano());
    }

    static long micros(Instant instant) {
        // ChronoUnit.MICROS.between counts in nanoseconds, which end in the year 2262.
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** @param leases that it has lost by now */
    record Lost(String id, int leases, boolean dead) {}

    private record Claimed(long dueAt, Entry entry) {
        static Claimed of(ResultSet row, int number) throws SQLException {
            return new Claimed(
                    row.getLong("due_at"),
                    new Entry(
                            row.getString("id"),
                            row.getString("lease_id"),
                            row.getBytes("body"),
                            row.getString("headers"),
                            row.getString("progress"),
                            row.getInt("attempts"),
                            row.getInt("lost_leases"),
                            instant(row.getLong("entered_at")),
                            Duration.of(row.getLong("age"), ChronoUnit.MICROS)));
        }
    }
}
