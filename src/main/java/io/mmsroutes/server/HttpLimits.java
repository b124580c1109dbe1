package io.mmsroutes.server;

import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;

/**
 * Bounds of the HTTP servers.
 *
 * @param connections open at once, of each server
 * @param idle how long a connection may wait for its next request, or a caller may read nothing of its answer
 * @param receive how long the head of a first request may take, and the body of any
 * @param bodyBytes largest body
 * @param webhookBytes largest body of a webhook
 * @param bytesInFlight of all bodies together
 */
public record HttpLimits(
        int connections, Duration idle, Duration receive, long bodyBytes, long webhookBytes, long bytesInFlight) {

    /** Time-outs are {@link OpenConnections}'s: one that counts from the last byte lets a slow drip go on for ever. */
    HttpServerOptions applyTo(HttpServerOptions options) {
        return options.setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setTcpKeepAlive(true);
    }
}
