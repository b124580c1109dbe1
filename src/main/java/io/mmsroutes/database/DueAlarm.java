package io.mmsroutes.database;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Wakes whoever works on what is due: when it will be, and after each {@link DueLook} that finds that it is. */
public final class DueAlarm implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;

    private final DueLook look;
    private final String untilDue;
    private final List<?> parameters;
    private final Runnable wake;
    /** When it goes off next, by {@link System#nanoTime}. */
    private final AtomicLong setTo = new AtomicLong(NEVER);

    private volatile @Nullable ScheduledFuture<?> timer;
    private volatile boolean wasInVain;
    private volatile boolean closed;

    DueAlarm(DueLook look, String untilDue, List<?> parameters, Runnable wake) {
        this.look = look;
        this.untilDue = untilDue;
        this.parameters = parameters;
        this.wake = wake;
    }

    /**
     * Sets it, unless it goes off sooner. What is more than a look away is seen by a look.
     *
     * @param inVain what is due was not to be had, because another program locks its row, say: it may have become due that moment, so
     *     once it is tried again, and then after a look
     */
    public void goOffIn(Duration delay, boolean inVain) {
        boolean dueInVain = inVain && (delay.isZero() || delay.isNegative());
        boolean again = dueInVain && wasInVain;
        wasInVain = dueInVain;
        ScheduledExecutorService clock = look.timer();
        if (again || delay.compareTo(DueLook.PERIOD) > 0 || clock == null || closed) {
            return;
        }
        long nanos = Math.max(0, delay.toNanos());
        long at = System.nanoTime() + nanos;
        long planned = setTo.get();
        if (at < planned && setTo.compareAndSet(planned, at)) {
            ScheduledFuture<?> earlier = timer;
            if (earlier != null) {
                earlier.cancel(false);
            }
            try {
                timer = clock.schedule(this::goOff, nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                setTo.set(NEVER); // the database is being closed
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        look.forget(this);
        ScheduledFuture<?> last = timer;
        if (last != null) {
            last.cancel(false);
        }
    }

    String untilDue() {
        return untilDue;
    }

    List<?> parameters() {
        return parameters;
    }

    /** @param delay how long until something is due; null where nothing waits */
    void found(@Nullable Duration delay) {
        if (delay == null || closed) {
            return;
        }
        if (delay.isZero() || delay.isNegative()) {
            wake.run();
        } else {
            goOffIn(delay, false);
        }
    }

    private void goOff() {
        setTo.set(NEVER);
        if (!closed) {
            wake.run();
        }
    }
}
