package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.util.DeadlineTimeoutException;

/** One request's end of time: hangs up under whoever waits on the connection, and knows afterwards that it did. */
final class FetchDeadline {
    private static final ScheduledExecutorService CLOCK = AlarmClock.named("mms-fetch-deadline");

    private final Runnable connectionDiscard;
    private final Duration total;
    private final ScheduledFuture<?> alarm;
    private volatile boolean over;

    FetchDeadline(Runnable connectionDiscard, Duration total) {
        this.connectionDiscard = connectionDiscard;
        this.total = total;
        this.alarm = CLOCK.schedule(this::strike, total.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void strike() {
        over = true;
        connectionDiscard.run();
    }

    boolean isOver() {
        return over;
    }

    void abortConnection() {
        cancel();
        connectionDiscard.run();
    }

    /** Whether there was still something to call off. */
    boolean cancel() {
        return alarm.cancel(false);
    }

    TryLater explain(IOException e) {
        if (over) {
            return new TryLater(
                    "fetch-timeout",
                    "The media did not arrive within mms.media.total-timeout, %s s.".formatted(total.toSeconds()));
        }
        // A connection that is given back just as the wait ends makes the pool fail in its other way.
        if (e instanceof ConnectionRequestTimeoutException || e.getCause() instanceof DeadlineTimeoutException) {
            return TryLater.hostBusy();
        }
        if (e instanceof SocketTimeoutException) {
            return new TryLater("fetch-timeout", "The host was silent for too long.");
        }
        if (e instanceof UnknownHostException) {
            return new TryLater("host-unknown", "The host's name has no address.");
        }
        if (e instanceof ConnectException) {
            return new TryLater("connect-failed", "The host takes no connection.");
        }
        if (e instanceof SSLException) {
            return new TryLater("tls-failed", "No secure connection to the host: " + e.getMessage());
        }
        return new TryLater("connection-lost", "The connection broke before the media was complete.");
    }
}
