package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.util.DeadlineTimeoutException;

/**
 * Enforces what the client's own time-outs cannot: the size on the wire, and one deadline over connecting, waiting and
 * reading, which also ends a host that sends a byte now and then.
 */
final class FetchGuard implements ExecChainHandler {
    private final FetchLimits limits;

    FetchGuard(FetchLimits limits) {
        this.limits = limits;
    }

    /** Every way to fail comes out as a {@link io.mmsroutes.failure.Failure}. */
    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) {
        RequestDeadline deadline = new RequestDeadline(scope.execRuntime::discardEndpoint, limits.total(request));
        try {
            ClassicHttpResponse response = ask(request, scope, chain, deadline);
            HttpEntity entity = response.getEntity();
            if (entity == null) {
                deadline.cancel();
            } else if (entity.getContentLength() > limits.maxBytes()) {
                deadline.abortConnection();
                throw limits.exceeded();
            } else {
                response.setEntity(new GuardedEntity(entity, deadline, limits));
            }
            return response;
        } catch (IOException e) {
            deadline.cancel();
            throw explain(e, deadline);
        } catch (HttpException e) {
            deadline.cancel();
            throw new TryLater("answer-malformed", "The host's answer is no HTTP that can be read.", e);
        } catch (RuntimeException e) {
            deadline.cancel();
            throw e;
        }
    }

    /**
     * On another connection where a kept one was closed under the request, which is no failure of the host (RFC 9112, 9.3.1). There are
     * no more kept ones than a host may have; a new one is not tried again.
     */
    private ClassicHttpResponse ask(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, RequestDeadline deadline)
            throws IOException, HttpException {
        for (int closed = 0; ; closed++) {
            scope.clientContext.setEndpointDetails(null);
            try {
                return chain.proceed(request, scope);
            } catch (NoHttpResponseException | SocketException e) {
                EndpointDetails connection = scope.clientContext.getEndpointDetails();
                boolean kept = connection != null && connection.getResponseCount() > 0;
                if (!kept || closed == limits.perHost() || deadline.isOver()) {
                    throw e;
                }
            }
        }
    }

    static TryLater explain(IOException e, RequestDeadline deadline) {
        if (deadline.isOver()) {
            return new TryLater(
                    "fetch-timeout",
                    "The media did not arrive within mms.media.total-timeout, %s s."
                            .formatted(deadline.after().toSeconds()));
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
