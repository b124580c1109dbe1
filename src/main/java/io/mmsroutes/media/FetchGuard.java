package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.net.SocketException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;

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
        FetchDeadline deadline = new FetchDeadline(scope.execRuntime::discardEndpoint, limits.total(request));
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
            throw deadline.explain(e);
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
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, FetchDeadline deadline)
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
}
