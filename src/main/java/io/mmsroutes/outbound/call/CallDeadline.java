package io.mmsroutes.outbound.call;

import io.mmsroutes.media.AlarmClock;
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

/**
 * One call's two ends of time, of connecting and of the whole, and how far it came. Hangs up under whoever waits on the
 * connection, and tells afterwards whether the request may have been written.
 */
final class CallDeadline {
    private static final ScheduledExecutorService CLOCK = AlarmClock.named("mms-call-deadline");

    private final Runnable abortConnection;
    private final ScheduledFuture<?> connecting;
    private final ScheduledFuture<?> whole;
    private volatile boolean over;
    private volatile boolean connected;

    CallDeadline(Runnable abortConnection, Duration connect, Duration total) {
        this.abortConnection = abortConnection;
        this.connecting = CLOCK.schedule(this::strike, connect.toMillis(), TimeUnit.MILLISECONDS);
        this.whole = CLOCK.schedule(this::strike, total.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void strike() {
        over = true;
        abortConnection.run();
    }

    /**
     * From here on the request may have been written.
     *
     * @throws SocketTimeoutException when connecting took too long; then nothing may be written any more
     */
    void connected() throws SocketTimeoutException {
        if (!connecting.cancel(false)) {
            throw new SocketTimeoutException("connected too late");
        }
        connected = true;
    }

    void cancel() {
        connecting.cancel(false);
        whole.cancel(false);
    }

    /** Returns {@link NotSent} or {@link MaybeSent}. */
    IOException explain(Exception e) {
        if (e instanceof MaybeSent already) {
            return already;
        }
        return connected ? new MaybeSent(whyNoAnswer(e), e) : new NotSent(whyNoConnection(e), e);
    }

    private String whyNoAnswer(Exception e) {
        if (over) {
            return "Telnyx's answer was not complete within mms.send.connect-timeout and mms.send.response-timeout together.";
        }
        if (e instanceof SocketTimeoutException) {
            return "Telnyx was silent for longer than mms.send.response-timeout.";
        }
        return "The connection to Telnyx broke before its answer was complete.";
    }

    private String whyNoConnection(Exception e) {
        // A connection that is given back just as the wait ends makes the pool fail in its other way.
        if (e instanceof ConnectionRequestTimeoutException || e.getCause() instanceof DeadlineTimeoutException) {
            return "All connections of mms.send.pool were in use.";
        }
        if (over || e instanceof SocketTimeoutException) {
            return "No connection to the host of telnyx.api-url within mms.send.connect-timeout.";
        }
        if (e instanceof UnknownHostException) {
            return "The host of telnyx.api-url has no address; check the setting and this machine's DNS.";
        }
        if (e instanceof ConnectException) {
            return "The host of telnyx.api-url takes no connection.";
        }
        if (e instanceof SSLException) {
            return "No secure connection to the host of telnyx.api-url: " + e.getMessage();
        }
        return "The call to Telnyx could not be started: %s."
                .formatted(e.getClass().getSimpleName());
    }
}
