package io.mmsroutes.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection, and what it is waited for. Times are those of {@link System#nanoTime}. */
final class OpenConnection {
    enum Phase {
        /** Nothing came yet, or half a head. */
        FIRST_HEAD,
        RECEIVING,
        ANSWERING,
        /** Answered before its body was there: the rest is thrown away, for a moment. */
        ENDING,
        IDLE,
        CUT
    }

    /** How long the rest of a body is thrown away before its caller is cut off, so that they can read why. */
    static final Duration LINGER = Duration.ofMillis(500);

    private final HttpConnection connection;
    private volatile Phase phase = Phase.FIRST_HEAD;
    private volatile long since;
    private volatile boolean closing;
    private volatile long written;
    private volatile @Nullable HttpServerRequest request;
    private volatile HeldBytes.@Nullable Share share;

    OpenConnection(HttpConnection connection, long now) {
        this.connection = connection;
        this.since = now;
    }

    void begin(HttpServerRequest next, long now) {
        giveBack();
        share = null;
        request = next;
        enter(Phase.RECEIVING, now);
    }

    void hold(HeldBytes.Share next) {
        share = next;
    }

    /** As it is now; what changed is noticed here. */
    Phase phase(long now) {
        HttpServerRequest current = request;
        if (current == null || closing || phase == Phase.CUT) {
            return phase;
        }
        if (current.response().ended()) {
            enterOnce(current.isEnded() ? Phase.IDLE : Phase.ENDING, now);
        } else if (current.isEnded()) {
            enterOnce(Phase.ANSWERING, now);
            noteProgress(current, now);
        }
        return phase;
    }

    long since() {
        return since;
    }

    void giveBack() {
        HeldBytes.Share held = share;
        if (held != null) {
            held.endUnlessInWork();
        }
    }

    /** After its answer, and after what of its body is on its way. */
    void end(HttpServerRequest answered, Vertx vertx) {
        if (answered != request || !answered.response().ended()) {
            return;
        }
        closing = true;
        enter(Phase.ENDING, System.nanoTime());
        if (answered.isEnded()) {
            connection.close();
        } else {
            answered.handler(null).endHandler(rest -> connection.close()).resume();
            vertx.setTimer(LINGER.toMillis(), timer -> cut());
        }
    }

    /** At once: one whose caller reads nothing would never get rid of what is written. */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
    void cut() {
        enterOnce(Phase.CUT, System.nanoTime());
        giveBack();
        if (connection instanceof ConnectionBase base) {
            base.channel().close();
        } else {
            connection.close();
        }
    }

    /** A route may think as long as it likes; a caller may not read as slowly as they like. */
    private void noteProgress(HttpServerRequest current, long now) {
        long bytes = current.response().bytesWritten();
        if (bytes != written || !current.response().writeQueueFull()) {
            written = bytes;
            since = now;
        }
    }

    private void enterOnce(Phase next, long now) {
        if (phase != next) {
            enter(next, now);
        }
    }

    private void enter(Phase next, long now) {
        phase = next;
        since = now;
    }
}
