package io.mmsroutes.outbound.call;

import io.mmsroutes.media.RequestDeadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.util.DeadlineTimeoutException;

/**
 * How far one call came until its two deadlines, of connecting and of the whole: whether the request may have been
 * written.
 */
final class CallProgress {
    private final RequestDeadline connecting;
    private final RequestDeadline whole;
    private volatile boolean connected;

    CallProgress(Runnable connectionDiscard, Duration connect, Duration total) {
        this.connecting = new RequestDeadline(connectionDiscard, connect);
        this.whole = new RequestDeadline(connectionDiscard, total);
    }

    /**
     * From here on the request may have been written.
     *
     * @throws SocketTimeoutException when connecting took too long; then nothing may be written any more
     */
    void connected() throws SocketTimeoutException {
        if (!connecting.cancel()) {
            throw new SocketTimeoutException("connected too late");
        }
        connected = true;
    }

    void cancel() {
        connecting.cancel();
        whole.cancel();
    }

    /** Returns {@link NotSent} or {@link MaybeSent}. */
    IOException explain(Exception e) {
        if (e instanceof MaybeSent already) {
            return already;
        }
        return connected ? new MaybeSent(whyNoAnswer(e), e) : new NotSent(whyNoConnection(e), e);
    }

    private String whyNoAnswer(Exception e) {
        if (whole.isOver()) {
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
        if (connecting.isOver() || whole.isOver() || e instanceof SocketTimeoutException) {
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
