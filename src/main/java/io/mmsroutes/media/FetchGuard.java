package io.mmsroutes.media;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Enforces what the client's own time-outs cannot: the size on the wire, and one deadline over connecting, waiting and
 * reading, which also ends a host that sends a byte now and then. Turns every way to fail into a {@link Failure}.
 */
final class FetchGuard implements ExecChainHandler {
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mms-fetch-deadline");
        thread.setDaemon(true);
        return thread;
    });

    private final FetchLimits limits;

    FetchGuard(FetchLimits limits) {
        this.limits = limits;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws HttpException {
        Deadline deadline = new Deadline(scope);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            HttpEntity entity = response.getEntity();
            if (entity == null) {
                deadline.cancel();
            } else if (entity.getContentLength() > limits.maxBytes()) {
                deadline.hangUp();
                throw tooLarge(limits.maxBytes());
            } else {
                response.setEntity(new Guarded(entity, deadline));
            }
            return response;
        } catch (IOException e) {
            deadline.cancel();
            throw deadline.explain(e);
        } catch (HttpException | RuntimeException e) {
            deadline.cancel();
            throw e;
        }
    }

    static Rejected tooLarge(long maxBytes) {
        return new Rejected("media-too-large", "The media is larger than mms.media.max-bytes, %d.".formatted(maxBytes));
    }

    /** One request's end of time: closes the connection under whoever waits on it. */
    private final class Deadline {
        private final ExecChain.Scope scope;
        private final ScheduledFuture<?> alarm;
        private volatile boolean over;

        Deadline(ExecChain.Scope scope) {
            this.scope = scope;
            this.alarm = CLOCK.schedule(this::strike, limits.total().toMillis(), TimeUnit.MILLISECONDS);
        }

        private void strike() {
            over = true;
            hangUp();
        }

        void hangUp() {
            alarm.cancel(false);
            scope.execRuntime.discardEndpoint();
        }

        void cancel() {
            alarm.cancel(false);
        }

        Failure explain(IOException e) {
            if (over) {
                return new TryLater(
                        "fetch-timeout",
                        "The media did not arrive within mms.media.total-timeout, %d s."
                                .formatted(limits.total().toSeconds()));
            }
            if (e instanceof ConnectionRequestTimeoutException) {
                return new TryLater("host-busy", "The host has its share of the fetch pool in use.");
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

    private final class Guarded extends HttpEntityWrapper {
        private final Deadline deadline;

        Guarded(HttpEntity entity, Deadline deadline) {
            super(entity);
            this.deadline = deadline;
        }

        @Override
        public InputStream getContent() throws IOException {
            return new Counted(super.getContent(), deadline);
        }
    }

    private final class Counted extends FilterInputStream {
        private final Deadline deadline;
        private long left = limits.maxBytes();

        Counted(InputStream in, Deadline deadline) {
            super(in);
            this.deadline = deadline;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count;
            try {
                count = in.read(buffer, offset, length);
            } catch (IOException e) {
                deadline.cancel();
                throw deadline.explain(e);
            }
            if (count < 0) {
                deadline.cancel();
            }
            left -= Math.max(count, 0);
            if (left < 0) {
                deadline.hangUp();
                throw tooLarge(limits.maxBytes());
            }
            return count;
        }

        /** Not read to the end means not wanted: the connection goes, instead of the rest being read into nothing. */
        @Override
        public void close() throws IOException {
            if (deadline.alarm.cancel(false)) {
                deadline.hangUp();
            }
            super.close();
        }
    }
}
