package io.mmsroutes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** Routes of staff's own that say nothing about errors. */
class FallbackErrorHandlingTest extends GatewayTestSupport {

    @Test
    void whatARouteOfStaffsOwnCannotDoIsKeptWithTheReason() throws Exception {
        add("fail-here", "direct:fail-here");

        template().sendBody("direct:fail-here", "precious");

        await().untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
            assertThat(letter.path("queue").asText()).isEqualTo("routes");
            assertThat(letter.path("code").asText()).isEqualTo("route-failed");
            assertThat(letter.path("reason").asText()).isEqualTo("Route fail-here failed: broken");
        }));
    }

    @Test
    void theRouteThatFailedIsNamedAndNotTheOneThatCalledIt() throws Exception {
        long start = System.currentTimeMillis();
        add("send-onwards", "direct:send-onwards", """
                        - to:
                            uri: http
                            parameters:
                              httpUri: 127.0.0.1:9/hook?key=secret
                """);
        add("call-onwards", "direct:call-onwards", """
                        - to:
                            uri: direct
                            parameters:
                              name: send-onwards
                """);

        template().sendBody("direct:call-onwards", "precious");

        await().untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
            assertThat(letter.path("reason").asText())
                    .startsWith("Route send-onwards failed at http://127.0.0.1:9/hook: ")
                    .doesNotContain("secret");
            assertThat(Instant.parse(letter.path("diedAt").asText()).toEpochMilli())
                    .isGreaterThanOrEqualTo(start);
        }));
    }

    @Test
    void aFailureOfOursKeepsItsCode() throws Exception {
        add("refuse-here", "direct:refuse-here", """
                        - bean:
                            ref: readCommand
                            method: readLetters(${body})
                """);

        template().sendBody("direct:refuse-here", "no request".getBytes(UTF_8));

        await().untilAsserted(() -> assertThat(deadLetters().path("letters"))
                .anySatisfy(
                        letter -> assertThat(letter.path("reason").asText()).startsWith("Route refuse-here failed: ")));
    }

    @Test
    void aDoorOfStaffsOwnDoesNotPretendThatItWorked() throws Exception {
        add("fail-endpoint", "platform-http:/fail");

        HttpResponse<String> answer = post(port, "/fail", "{\"precious\":true}", "x-probe", "echo");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().map()).doesNotContainKey("x-probe");
    }

    private void add(String id, String uri) throws Exception {
        add(id, uri, """
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: broken
                """);
    }

    private void add(String id, String uri, String steps) throws Exception {
        String yaml = """
                - route:
                    id: %s
                    from:
                      uri: %s
                      steps:
                %s""".formatted(id, uri, steps);
        PluginHelper.getRoutesLoader(context()).loadRoutes(ResourceHelper.fromString(id + ".camel.yaml", yaml));
    }
}
