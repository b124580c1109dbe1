package io.mmsroutes.database.queue;

import io.mmsroutes.database.Database;
import io.mmsroutes.failure.TryLater;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does with a dead letter what is done outside of the database. Each letter is in one hand at a time, whatever gateways share the
 * database; what a process had in hand that ended is free after a minute.
 */
public final class DeadLettersInHand {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLettersInHand.class);
    private static final Duration TERM = Duration.ofMinutes(1);

    private static final String ONE = " where queue = :queue and id = :id and state = 'dead'";
    private static final String MINE = ONE + " and lease_id = :hand";
    private static final String TAKE = "update queue_entries set lease_id = :hand, lease_until = $now + :term" + ONE
            + " and (lease_until is null or lease_until <= $now)";
    private static final String EXTEND = "update queue_entries set lease_until = $now + :term" + MINE;
    private static final String GIVE_BACK = "update queue_entries set lease_id = null, lease_until = null" + MINE;

    private final Database database;
    private final ScheduledExecutorService timer;

    /** @param timer keeps a letter in hand for as long as the work takes */
    public DeadLettersInHand(Database database, ScheduledExecutorService timer) {
        this.database = database;
        this.timer = timer;
    }

    /** What the work throws is thrown, and the letter stays; it goes when the work is done. */
    public Turn workOff(String queue, String id, Runnable work) {
        String hand = UUID.randomUUID().toString();
        Turn turn = database.write(transaction -> take(transaction.jdbc(), queue, id, hand));
        if (turn != Turn.MINE) {
            return turn;
        }
        long half = TERM.dividedBy(2).toSeconds();
        ScheduledFuture<?> extending =
                timer.scheduleWithFixedDelay(() -> extend(queue, id, hand), half, half, TimeUnit.SECONDS);
        try {
            work.run();
        } catch (RuntimeException e) {
            giveBack(queue, id, hand);
            throw e;
        } finally {
            extending.cancel(false);
        }
        int unused = database.write(transaction -> of(transaction.sql("delete from queue_entries" + MINE), queue, id)
                .param("hand", hand)
                .update());
        return turn;
    }

    private static Turn take(JdbcClient jdbc, String queue, String id, String hand) {
        int taken = of(jdbc.sql(TAKE), queue, id)
                .param("hand", hand)
                .param("term", micros())
                .update();
        if (taken == 1) {
            return Turn.MINE;
        }
        boolean there = of(jdbc.sql("select exists (select 1 from queue_entries" + ONE + ")"), queue, id)
                .query(Boolean.class)
                .single();
        return there ? Turn.ANOTHERS : Turn.GONE;
    }

    private void giveBack(String queue, String id, String hand) {
        try {
            int unused = database.write(transaction -> of(transaction.sql(GIVE_BACK), queue, id)
                    .param("hand", hand)
                    .update());
        } catch (TryLater e) {
            LOG.warn("A dead letter is free after a minute, queue={} id={}", queue, id, e);
        }
    }

    private void extend(String queue, String id, String hand) {
        try {
            int unused = database.write(transaction -> of(transaction.sql(EXTEND), queue, id)
                    .param("hand", hand)
                    .param("term", micros())
                    .update());
        } catch (TryLater e) {
            LOG.warn("A dead letter that is worked on may be taken by another, queue={} id={}", queue, id, e);
        }
    }

    private static JdbcClient.StatementSpec of(JdbcClient.StatementSpec statement, String queue, String id) {
        return statement.param("queue", queue).param("id", id);
    }

    private static long micros() {
        return TimeUnit.SECONDS.toMicros(TERM.toSeconds());
    }

    /** Whose turn it is. */
    public enum Turn {
        MINE,
        ANOTHERS,
        /** It was worked off, or deleted. */
        GONE
    }
}
