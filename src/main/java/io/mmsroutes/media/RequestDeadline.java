package io.mmsroutes.media;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One request's end of time: aborts the connection under the thread that waits on it, and knows afterwards that it did. */
public final class RequestDeadline {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final Runnable connectionDiscard;
    private final Duration after;
    private final ScheduledFuture<?> alarm;
    private volatile boolean over;

    public RequestDeadline(Runnable connectionDiscard, Duration after) {
        this.connectionDiscard = connectionDiscard;
        this.after = after;
        this.alarm = CLOCK.schedule(this::strike, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void strike() {
        over = true;
        connectionDiscard.run();
    }

    public Duration after() {
        return after;
    }

    public boolean isOver() {
        return over;
    }

    void abortConnection() {
        cancel();
        connectionDiscard.run();
    }

    /** Returns whether there was still something to cancel. */
    public boolean cancel() {
        return alarm.cancel(false);
    }

    /** One thread for all of them. It ends when there is none to wait for, so that nothing is left of a gateway that stopped. */
    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "mms-request-deadline");
            made.setDaemon(true);
            return made;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(1, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }
}
