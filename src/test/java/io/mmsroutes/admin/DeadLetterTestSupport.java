package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.apache.camel.Processor;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Routes of staff's own, their dead letters, and commands about these. */
abstract class DeadLetterTestSupport extends GatewayTestSupport {
    /** What routes of {@link #addThatTakes} took: body and headers. */
    final List<String> taken = new CopyOnWriteArrayList<>();

    void addThatFails(String id, String uri) throws Exception {
        add(id, uri, """
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: broken
                """);
    }

    void addThatTakes(String id, String uri) throws Exception {
        Processor take = exchange -> taken.add(exchange.getMessage().getBody(String.class)
                + " "
                + exchange.getMessage().getHeaders());
        context().getRegistry().bind("take", take);
        add(id, uri, """
                        - process:
                            ref: take
                """);
    }

    void add(String id, String uri, String steps) throws Exception {
        String yaml = """
                - route:
                    id: %s
                    from:
                      uri: %s
                      steps:
                %s""".formatted(id, uri, steps);
        PluginHelper.getRoutesLoader(context()).updateRoutes(ResourceHelper.fromString(id + ".camel.yaml", yaml));
    }

    String awaitLetter(String route) {
        await().until(() -> !letters(route).isEmpty());
        return letters(route).get(0).path("id").asText();
    }

    List<JsonNode> letters(String route) {
        return StreamSupport.stream(deadLetters().path("letters").spliterator(), false)
                .filter(letter -> letter.path("route").asText().equals(route))
                .toList();
    }

    static String ofId(String id) {
        return "{\"id\":\"%s\"}".formatted(id);
    }

    JsonNode command(String path, String body) {
        HttpResponse<String> answer = post(port, path, body, "authorization", "Bearer " + ADMIN_KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    void assertRefused(String path, String body, int status, String code, String words) {
        HttpResponse<String> answer = post(port, path, body, "authorization", "Bearer " + ADMIN_KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").asText()).isEqualTo(code);
        assertThat(json(answer).path("reason").asText()).contains(words);
    }
}
