package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;

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
            ClassicHttpResponse response = chain.proceed(request, scope);
            HttpEntity entity = response.getEntity();
            if (entity == null) {
                deadline.cancel();
            } else if (entity.getContentLength() > limits.maxBytes()) {
                deadline.hangUp();
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
}
