package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DueAlarm;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code dispatch-due} as soon as there is work for it: after a commit that made something due, here or in another gateway, at the
 * next due time, and once a second while something is due. While there is work, a round follows the one before after {@code
 * mms.send.poll-interval}.
 */
public final class WakeRoute extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(WakeRoute.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    /** What waits for a slot that others share is late by this at most, which is made up for. */
    private static final Duration LONGEST_BLOCKED = Duration.ofMillis(250);
    /** A route that is being replaced, or that a host does not include, is not waited for. */
    private static final String ENDPOINT = "direct:dispatch-due?block=false&failIfNoConsumers=false";

    private final CamelContext context;
    private final Database database;
    private final Duration round;
    private final Semaphore woken = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final DueAlarm alarm;
    private volatile @Nullable ExecutorService thread;
    private volatile @Nullable AutoCloseable listening;
    private volatile boolean told;

    public WakeRoute(CamelContext context, Database database, Duration round) {
        this.context = context;
        this.database = database;
        this.round = round;
        this.alarm = database.whenDue(RateLimitSlots.UNTIL_DUE, List.of(), this::wake);
    }

    @Override
    protected void doStart() {
        listening = database.listen(OutboundMessages.DUE, this::tell);
        ExecutorService started =
                context.getExecutorServiceManager().newSingleThreadExecutor(this, "mms-" + OutboundMessages.DUE);
        thread = started;
        started.execute(this::run);
        wake();
    }

    @Override
    protected void doStop() throws Exception {
        closed.countDown();
        alarm.close();
        AutoCloseable ears = listening;
        if (ears != null) {
            ears.close();
        }
        ExecutorService running = thread;
        if (running != null) {
            context.getExecutorServiceManager().shutdownNow(running);
        }
    }

    private void tell() {
        told = true;
        wake();
    }

    private void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    private void run() {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Duration retry = round;
            long began = System.nanoTime() - round.toNanos();
            while (isRunAllowed()) {
                woken.acquire();
                long left = round.toNanos() - (System.nanoTime() - began);
                boolean unused = closed.await(left, TimeUnit.NANOSECONDS); // many commits are one round
                woken.drainPermits();
                began = System.nanoTime();
                if (told) {
                    told = false;
                    retry = round;
                }
                // A context that stops takes nothing new.
                Object claimed = context.isStarted() ? ask(template) : null;
                if (!(claimed instanceof Collection<?> some)) {
                    alarm.goOffIn(LONGEST_WAIT, false);
                } else if (!some.isEmpty()) {
                    retry = round;
                    alarm.goOffIn(round, false);
                } else {
                    retry = setAlarm(untilDue(), retry);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("Nothing wakes {} any more: restart", ENDPOINT, e);
        }
    }

    /** @return when to try again next time, should it be in vain again */
    private Duration setAlarm(Optional<Duration> untilDue, Duration retry) {
        if (untilDue.isEmpty()) {
            return round;
        }
        Duration until = untilDue.get();
        if (until.isNegative() || until.isZero()) {
            // What is due and was not taken waits for something that may not be told of, such as a thread.
            alarm.goOffIn(retry, false);
            return shorter(retry.multipliedBy(2), LONGEST_BLOCKED);
        }
        alarm.goOffIn(until, false);
        return round;
    }

    private @Nullable Object ask(ProducerTemplate template) {
        try {
            return template.requestBody(ENDPOINT, (Object) null);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Asked again in a second at the latest, endpoint={} cause={}",
                    ENDPOINT,
                    e.getClass().getSimpleName());
            return null;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Optional<Duration> untilDue() {
        try {
            return database.read(jdbc -> jdbc.sql(RateLimitSlots.UNTIL_DUE)
                    .query((row, number) -> row.getObject(1) == null
                            ? Optional.<Duration>empty()
                            : Optional.of(Duration.of(row.getLong(1), ChronoUnit.MICROS)))
                    .single());
        } catch (RuntimeException e) {
            LOG.debug("Looked for once a second until the database answers", e);
            return Optional.empty();
        }
    }
}
