package io.mmsroutes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.LoggedLines;
import io.mmsroutes.support.RawConnection;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller is told as 500 leaves one trace; what is the caller's own fault leaves none. */
class LoggedFailuresTest extends GatewayTestSupport {

    @ParameterizedTest
    @CsvSource({"port, camel-platform-http", "management, camel-platform-http-management"})
    void anErrorInAHandlerIsLoggedOnceWithItsStack(String server, String name) {
        int at = server.equals("port") ? port : managementPort;
        router(at).route("/broken-handler").handler(request -> {
            throw new NoSuchMethodError("io.vertx.Gone.method()");
        });

        try (LoggedLines log = LoggedLines.record()) {
            HttpResponse<String> answer = get(at, "/broken-handler?token=its-secret");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("Gone");
            await().until(() -> !log.from(Level.WARN).isEmpty());
            LogEvent line = log.from(Level.WARN).get(0);
            assertThat(log.from(Level.WARN)).hasSize(1);
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getThrown()).isInstanceOf(NoSuchMethodError.class);
            assertThat(line.getMessage().getFormattedMessage())
                    .contains("GET", "/broken-handler", "500")
                    .doesNotContain("its-secret");
        }
    }

    /** As on a busy machine, where the time of a request is over while its answer is written. */
    @Test
    void anAnswerThatHasBegunIsNotBrokenOffWhenTheTimeOfItsRequestIsOver() {
        router(port).route("/late-answer").handler(request -> {
            request.response().setChunked(true).write("first half, ");
            request.vertx().setTimer(50, over -> {
                request.fail(503);
                request.response().end("second half");
            });
        });

        try (LoggedLines log = LoggedLines.record()) {
            HttpResponse<String> answer = get(port, "/late-answer");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("first half, second half");
            assertThat(log.from(Level.WARN)).isEmpty();
        }
    }

    /** It has said how long it is, and nothing more. */
    @Test
    void anAnswerThatComesTooLateLeavesNoLengthBehind() {
        router(port).route("/too-late").handler(request -> {
            request.response().putHeader("Content-Length", "180").putHeader("Content-Type", "application/json");
            request.fail(503);
        });

        HttpResponse<String> answer = get(port, "/too-late");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("Service Unavailable");
        assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks", "/v2/late", "/media/late", "/admin/late"})
    void whatTheGatewayItselfAnswersTooLateIsToBeTriedAgain(String path) {
        Route late = router(port).route(path).order(-1).handler(request -> request.fail(503));

        HttpResponse<String> answer = get(port, path);
        late.remove();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("in time; try again");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void anAnswerThatCannotBeWrittenIsLoggedOnce() throws Exception {
        context().getRegistry().bind("brokenAnswer", new BrokenAnswer());
        PluginHelper.getRoutesLoader(context()).loadRoutes(ResourceHelper.fromString("broken-answer.camel.yaml", """
                - route:
                    id: broken-answer
                    from:
                      uri: platform-http:/broken-answer
                      steps:
                        - bean:
                            ref: brokenAnswer
                            method: answer
                """));

        try (LoggedLines log = LoggedLines.record()) {
            HttpResponse<String> answer = get(port, "/broken-answer");

            assertThat(answer.statusCode()).isEqualTo(500);
            await().until(() -> !log.from(Level.WARN).isEmpty());
            assertThat(log.messages(Level.WARN)).hasSize(1);
            assertThat(log.from(Level.WARN).get(0).getLevel()).isEqualTo(Level.ERROR);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"errors-http", "errors-send-http"})
    void anErrorInARouteIsLoggedOnceWithItsStack(String configuration) throws Exception {
        Processor broken = exchange -> {
            throw new NoSuchMethodError("io.vertx.Gone.method()");
        };
        context().getRegistry().bind("broken", broken);
        PluginHelper.getRoutesLoader(context())
                .updateRoutes(ResourceHelper.fromString("broken-bean.camel.yaml", """
                - route:
                    id: broken-bean
                    routeConfigurationId: %s
                    from:
                      uri: platform-http:/broken-bean
                      steps:
                        - setVariable:
                            name: channel
                            expression:
                              constant:
                                expression: http
                        - process:
                            ref: broken
                """.formatted(configuration)));

        try (LoggedLines log = LoggedLines.record()) {
            HttpResponse<String> answer = get(port, "/broken-bean");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).doesNotContain("Gone");
            assertThat(log.messages(Level.WARN)).hasSize(1);
            LogEvent line = log.from(Level.WARN).get(0);
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getThrown()).hasStackTraceContaining("NoSuchMethodError: io.vertx.Gone.method()");
        }
    }

    @Test
    void whatIsTheCallersFaultIsNotLogged() {
        try (LoggedLines log = LoggedLines.record()) {
            List<Integer> answers = List.of(
                    get(port, "/nothing-here").statusCode(),
                    get(port, "/webhooks").statusCode(),
                    post(port, "/webhooks", "{}", "content-type", "text/plain").statusCode(),
                    post(port, "/webhooks", "x".repeat(70_000)).statusCode(),
                    post(port, "/webhooks", Events.received().json()).statusCode(),
                    get(port, "/media/%ff").statusCode(),
                    get(port, "/nothing/%c3%28").statusCode());

            assertThat(answers).allSatisfy(status -> assertThat(status).isBetween(400, 499));
            assertThat(log.messages(Level.WARN)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json; charset=\"",
                "Content-Type: application/json; charset=\"utf-8",
                "Content-Type: application/json; charset=",
                "Content-Type: application/json; charset='",
                "Content-Type: application/json; charset=\"\"",
                "Content-Type: application/json; charset=\"\\",
                "Content-Type: application/json; charset=no-such-charset",
                "Content-Type: application/json; charset=utf-8; x=\"",
                "Content-Type: application/json;",
                "Content-Type: application/json; ; =",
                "Content-Type: application/json; q=\"",
                "Content-Type: \"",
                "Content-Type: ;",
                "Content-Type: /",
                "Content-Type: ",
                "Content-Type: application/json;\",\"",
                "Accept: \"",
                "Accept: text/plain; q=\"; x=\"",
                "Accept: ;;;,,,;q",
                "Accept-Charset: utf-8; x=\"",
                "Accept-Encoding: gzip; x=\"",
                "Accept-Language: de; x=\", -_-",
                "Accept-Language: -",
                "Cookie: \"",
                "Cookie: a=\"b; $Version",
                "Forwarded: for=\"",
                "X-Forwarded-For: \"",
                "X-Forwarded-Port: x",
                "Origin: \"",
                "Range: bytes=\"",
                "If-Modified-Since: \"",
                "Authorization: Bearer \"",
                "Authorization: \"",
                "Upgrade: \"",
                "Content-Encoding: \"",
                "Expect: \""
            })
    void aHeadThatCannotBeReadIsTheCallersFault(String header) {
        try (LoggedLines log = LoggedLines.record()) {
            for (String line : List.of(
                    "POST /webhooks",
                    "POST /v2/messages",
                    "POST /admin/replay",
                    "POST /media",
                    "GET /media/x",
                    "GET /")) {
                try (RawConnection caller = RawConnection.to(port)) {
                    String type = header.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n";
                    String body = line.startsWith("POST") ? "Content-Length: 2\r\n\r\n{}" : "\r\n";
                    caller.write(line + " HTTP/1.1\r\nHost: here\r\n" + type + header + "\r\n" + body);

                    assertThat(caller.status(Duration.ofSeconds(10))).as(line).isBetween(400, 499);
                }
            }

            assertThat(log.messages(Level.ERROR)).isEmpty();
        }
    }

    private VertxPlatformHttpRouter router(int at) {
        return VertxPlatformHttpRouter.lookup(context(), VertxPlatformHttpRouter.getRouterNameFromPort(at));
    }

    /** Breaks when it is read, so after the route. */
    public static final class BrokenAnswer {
        public InputStream answer() throws IOException {
            InputStream closed = InputStream.nullInputStream();
            closed.close();
            return closed;
        }
    }
}
