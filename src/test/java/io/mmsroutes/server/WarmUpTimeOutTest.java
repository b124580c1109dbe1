package io.mmsroutes.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.account.Callers;
import io.mmsroutes.admin.AdminKeys;
import io.mmsroutes.support.LoggedLines;
import io.mmsroutes.telnyx.SignatureHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is slow while everything is cold is waited for, and no failure that is told of. */
class WarmUpTimeOutTest {
    private final RequestRules rules = new RequestRules(
            Optional.empty(),
            Optional.empty(),
            new SignatureHeaders(Duration.ofMinutes(5), Clock.systemUTC()),
            new Callers("", List.of()),
            new AdminKeys("", "", Clock.systemUTC()),
            Set.of());
    private final WarmUp warmUp = new WarmUp(1, false, rules, event -> {});
    private final BoundedVertx vertx = new BoundedVertx(
            2,
            new HttpLimits(10, Duration.ofMinutes(1), Duration.ofMinutes(1), 1_024, 1_024, 10_240),
            rules,
            warmUp,
            new ConsolePort(1, 0));

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void aSlowAnswerOfTheWarmUpIsWaitedFor() throws Exception {
        try (LoggedLines log = LoggedLines.record()) {
            assertThat(statusOfASlowAnswer()).isEqualTo(200);
            assertThat(log.from(Level.WARN)).isEmpty();
        }
    }

    @Test
    void afterItASlowAnswerIsTimedOutAndLoggedOnce() throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.start();
        warmUp.run(context, vertx);
        context.stop();

        try (LoggedLines log = LoggedLines.record()) {
            assertThat(statusOfASlowAnswer()).isEqualTo(503);
            assertThat(log.from(Level.WARN)).hasSize(1);
        }
    }

    /** Of a route that has a tenth of the time that it takes. */
    private int statusOfASlowAnswer() throws Exception {
        Router router = Router.router(vertx);
        router.route()
                .handler(TimeoutHandler.create(100))
                .handler(request -> vertx.setTimer(1_000, late -> {
                    if (!request.response().ended()) {
                        request.response().end();
                    }
                }));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
