package io.mmsroutes.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.ext.web.Router;

/** A server whose connections are counted and whose requests are looked at before they are routed. */
final class BoundedServer extends HttpServerImpl {
    private final OpenConnections connections;
    private final AdmitRequests admit;

    BoundedServer(VertxInternal vertx, HttpServerOptions options, OpenConnections connections, AdmitRequests admit) {
        super(vertx, options);
        this.connections = connections;
        this.admit = admit;
        connectionHandler(connections::opened);
    }

    @Override
    public synchronized HttpServer requestHandler(Handler<HttpServerRequest> router) {
        if (router instanceof Router camels) {
            camels.route().failureHandler(new LogFailures());
        }
        return super.requestHandler(request -> admit.admit(request, connections, router));
    }
}
