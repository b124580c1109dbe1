package io.mmsroutes.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;

/**
 * Announces a length, sends half of it and closes the connection. Camel announces what it sends, so this answers past
 * it; Camel leaves an answer that has ended alone.
 */
public final class TruncateResponse {
    public void send(HttpServerRequest request, String contentType, byte[] content) {
        byte[] half = Arrays.copyOf(content, content.length / 2);
        request.response()
                .putHeader("Content-Type", contentType)
                .putHeader("Content-Length", String.valueOf(content.length))
                .end(Buffer.buffer(half))
                .onComplete(sent -> request.connection().close());
    }
}
