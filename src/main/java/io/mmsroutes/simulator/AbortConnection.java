package io.mmsroutes.simulator;

import io.vertx.core.http.HttpServerRequest;

/** Closes the connection of a request that gets no answer. */
public final class AbortConnection {
    /** Returns when the connection is closed: an answer of the route's end would be quicker than a close under way. */
    public void now(HttpServerRequest request) {
        request.connection().close().toCompletionStage().toCompletableFuture().join();
    }
}
