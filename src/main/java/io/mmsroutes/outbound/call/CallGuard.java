package io.mmsroutes.outbound.call;

import io.mmsroutes.media.RequestDeadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.DeadlineTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Stands at two places of the client's chain: around the whole call, which comes back with its answer read to the end or
 * fails as {@link NotSent} or {@link MaybeSent}, and between connecting and writing, which is what tells the two apart.
 */
final class CallGuard {
    /** Telnyx's answers have a few kB. */
    static final int MOST_BYTES = 1 << 20;

    private static final String PROGRESS = CallProgress.class.getName();

    private final Duration connect;
    private final Duration total;

    CallGuard(Duration connect, Duration response) {
        this.connect = connect;
        this.total = connect.plus(response);
    }

    ClassicHttpResponse call(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException {
        CallProgress progress = new CallProgress(scope.execRuntime::discardEndpoint, connect, total);
        scope.clientContext.setAttribute(PROGRESS, progress);
        try {
            return inMemory(chain.proceed(request, scope), scope);
        } catch (IOException | HttpException | RuntimeException e) {
            scope.execRuntime.discardEndpoint();
            throw progress.explain(e);
        } finally {
            progress.cancel();
        }
    }

    ClassicHttpResponse write(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Object progress = Objects.requireNonNull(scope.clientContext.getAttribute(PROGRESS));
        ((CallProgress) progress).connected();
        return chain.proceed(request, scope);
    }

    private static ClassicHttpResponse inMemory(ClassicHttpResponse answer, ExecChain.Scope scope) throws IOException {
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            return answer;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            read(entity.getContent(), bytes);
        } catch (IOException e) {
            if (!isRefusal(answer.getCode())) {
                throw e;
            }
            // The status said it: the message was not taken, whatever is lost of the words.
            scope.execRuntime.discardEndpoint();
        }
        answer.setEntity(new ByteArrayEntity(bytes.toByteArray(), ContentType.parseLenient(entity.getContentType())));
        return answer;
    }

    private static void read(InputStream content, ByteArrayOutputStream bytes) throws IOException {
        byte[] buffer = new byte[8_192];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            int room = MOST_BYTES - bytes.size();
            bytes.write(buffer, 0, Math.min(read, room));
            if (read > room) {
                // Not closed, because closing would read the rest.
                throw new MaybeSent("Telnyx's answer is larger than any answer should be.", null);
            }
        }
        content.close();
    }

    /** RFC 9110, 15.5: the request was not carried out; 408 and 409 leave it open. */
    private static boolean isRefusal(int status) {
        return (status / 100 == 3 || status / 100 == 4) && status != 408 && status != 409;
    }

    /**
     * How far one call came until its two deadlines, of connecting and of the whole: whether the request may have been
     * written.
     */
    private static final class CallProgress {
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

    /** The call failed before a byte of the request was written: it may be made again. */
    static final class NotSent extends IOException {
        private static final long serialVersionUID = 1L;

        /** @param sentence for people, without URL or secret */
        NotSent(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    /** The call failed once the request may have been written: Telnyx may have taken the message. */
    static final class MaybeSent extends IOException {
        private static final long serialVersionUID = 1L;

        /** @param sentence for people, without URL or secret */
        MaybeSent(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }
}
