package io.mmsroutes.server;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A server whose connections are counted and whose requests are looked at before they are routed. */
final class BoundedServer extends HttpServerImpl {
    private final OpenConnections connections;
    private final AdmitRequests admit;
    private final ConsolePort consolePort;
    private volatile @Nullable Handler<HttpServerRequest> routes;

    BoundedServer(
            VertxInternal vertx,
            HttpServerOptions options,
            OpenConnections connections,
            AdmitRequests admit,
            ConsolePort consolePort) {
        super(vertx, options);
        this.connections = connections;
        this.admit = admit;
        this.consolePort = consolePort;
        connectionHandler(connections::opened);
    }

    /** Camel hands over the router that it has just made; whoever shares one of its routers hands over a plain handler. */
    @Override
    public synchronized HttpServer requestHandler(Handler<HttpServerRequest> router) {
        if (router instanceof Router made) {
            LogFailures failures = new LogFailures(admit);
            made.route().failureHandler(failures);
            // What no route is for, and what Vert.x refuses by itself.
            IntStream.of(400, 404, 405, 406, 415).forEach(status -> made.errorHandler(status, failures));
        }
        routes = router;
        return super.requestHandler(request -> admit.admit(request, connections, router));
    }

    @Override
    public synchronized Future<HttpServer> listen(SocketAddress address) {
        consolePort.listens(address.port(), routes);
        return super.listen(address);
    }
}
