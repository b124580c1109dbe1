package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
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
            assertThat(letter.path("queue").asText()).isEqualTo("mms.dead.other");
            assertThat(letter.path("code").asText()).isEqualTo("route-failed");
            assertThat(letter.path("reason").asText()).contains("fail-here", "IllegalStateException");
        }));
    }

    @Test
    void aDoorOfStaffsOwnDoesNotPretendThatItWorked() throws Exception {
        add("fail-door", "platform-http:/fail");

        HttpResponse<String> answer = post(port, "/fail", "{\"precious\":true}", "x-probe", "echo");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().map()).doesNotContainKey("x-probe");
    }

    private void add(String id, String uri) throws Exception {
        String yaml = """
                - route:
                    id: %s
                    from:
                      uri: %s
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: broken
                """.formatted(id, uri);
        PluginHelper.getRoutesLoader(context()).loadRoutes(ResourceHelper.fromString(id + ".camel.yaml", yaml));
    }
}
