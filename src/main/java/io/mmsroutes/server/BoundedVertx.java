package io.mmsroutes.server;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x that Camel's HTTP servers are made with. Camel has no settings for what these servers bear, and reads a body
 * before a route sees its head; both are decided here.
 */
public final class BoundedVertx extends VertxWrapper {
    private static final long SWEEP_MILLIS = 1_000;

    private final HttpLimits limits;
    private final RequestRules rules;
    private final HeldBytes held;
    private final WarmUp warmUp;
    private final ConsolePort consolePort;

    /** @param threads that routes of HTTP requests run on */
    public BoundedVertx(int threads, HttpLimits limits, RequestRules rules, WarmUp warmUp, ConsolePort consolePort) {
        super((VertxInternal) Vertx.vertx(new VertxOptions().setWorkerPoolSize(threads)));
        this.limits = limits;
        this.rules = rules;
        this.held = new HeldBytes(limits.bytesInFlight());
        this.warmUp = warmUp;
        this.consolePort = consolePort;
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        OpenConnections connections = new OpenConnections(limits);
        AdmitRequests admit = new AdmitRequests(limits, rules, held, warmUp, consolePort);
        BoundedServer server = new BoundedServer(delegate, limits.applyTo(options), connections, admit, consolePort);
        setPeriodic(SWEEP_MILLIS, timer -> {
            if (server.isClosed()) {
                cancelTimer(timer);
            }
            connections.sweep();
        });
        return server;
    }

    /** The time-outs of requests. Those of the warm-up end after it: what is slow while everything is cold is no failure. */
    @Override
    public Timer timer(long delay, TimeUnit unit) {
        long more = warmUp.isOver() ? 0 : unit.convert(WarmUp.MAX_TIME);
        return delegate.timer(delay + more, unit);
    }

    /** The body of a request is in memory until its route is done, whoever still waits for the answer. */
    @Override
    public <T> Future<T> executeBlocking(Callable<T> work, boolean ordered) {
        Future<T> done = delegate.executeBlocking(work, ordered);
        Context request = getOrCreateContext();
        HeldBytes.Share share = request.getLocal(HeldBytes.Share.class);
        if (share != null) {
            share.begin();
            done.onComplete(end -> share.end());
        }
        return done;
    }

    /** A server whose connections are counted and whose requests are looked at before they are routed. */
    private static final class BoundedServer extends HttpServerImpl {
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
}
