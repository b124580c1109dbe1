package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequeueDeadLettersRouteTest extends DeadLetterTestSupport {
    private static final String REQUEUE = "/admin/dead-letters/requeue";

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.jms.url", broker());
    }

    @Test
    void aLetterIsSentOnceMoreWithItsBodyAndHeadersToTheRouteThatItCameInBy() throws Exception {
        addThatFails("fail-inside", "direct:fail-inside");
        add("take-order", "direct:take-order", """
                        - to:
                            uri: direct
                            parameters:
                              name: fail-inside
                """);
        template().sendBodyAndHeader("direct:take-order", "precious", "order-no", 17);
        String id = awaitLetter("take-order");
        addThatTakes("take-order", "direct:take-order");

        JsonNode answer = command(REQUEUE, ofId(id));

        assertThat(answer.path("requeued").asInt()).isEqualTo(1);
        assertThat(taken)
                .filteredOn(message -> message.startsWith("precious "))
                .singleElement()
                .asString()
                .contains("order-no=17")
                .doesNotContain("mms");
        assertThat(letters("take-order")).isEmpty();
    }

    @Test
    void allOfAQueueAreSentOnceMore() throws Exception {
        addThatFails("read-orders", "jms:queue:own.orders");
        for (int i = 0; i < 3; i++) {
            template().sendBody("jms:queue:own.orders", "queued-" + i);
        }
        await().until(() -> letters("read-orders").size() == 3);
        addThatTakes("read-orders", "jms:queue:own.orders");

        JsonNode answer = command(REQUEUE, "{\"all\":true}");

        assertThat(answer.path("requeued").asInt()).isGreaterThanOrEqualTo(3);
        await().untilAsserted(() -> assertThat(taken)
                .filteredOn(message -> message.startsWith("queued-"))
                .hasSize(3));
        assertThat(letters("read-orders")).isEmpty();
    }

    @Test
    void whatAFilterNamesIsSentOnceMoreAndOtherQueuesAreRefused() throws Exception {
        addThatFails("filtered", "direct:filtered");
        template().sendBody("direct:filtered", "precious");
        awaitLetter("filtered");
        addThatTakes("filtered", "direct:filtered");

        assertThat(command(REQUEUE, "{\"code\":\"no-such-code\"}")
                        .path("requeued")
                        .asInt())
                .isZero();
        assertRefused(REQUEUE, "{\"queue\":\"inbound\"}", 400, "letter-unclear", "/admin/replay");
        assertThat(letters("filtered")).hasSize(1);
        command(REQUEUE, "{\"queue\":\"routes\",\"since\":\"2026-01-01T00:00:00Z\"}");
        assertThat(letters("filtered")).isEmpty();
    }

    @Test
    void aLetterThatFailsAgainIsANewOne() throws Exception {
        addThatFails("fail-again", "direct:fail-again");
        template().sendBody("direct:fail-again", "precious");
        String id = awaitLetter("fail-again");

        JsonNode answer = command(REQUEUE, ofId(id));

        assertThat(answer.path("requeued").asInt()).isEqualTo(1);
        assertThat(letters("fail-again"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.path("id").asText()).isNotEqualTo(id));
    }

    @Test
    void aLetterStaysWhereItsRouteIsNotThereOrTakesNothing() throws Exception {
        addThatFails("gone-soon", "direct:gone-soon");
        addThatFails("own-endpoint", "platform-http:/own-endpoint");
        template().sendBody("direct:gone-soon", "precious");
        post(port, "/own-endpoint", "{}");
        String gone = awaitLetter("gone-soon");
        String http = awaitLetter("own-endpoint");
        context().getRouteController().stopRoute("gone-soon");

        assertRefused(REQUEUE, ofId(gone), 400, "route-missing", "gone-soon does not run");
        context().removeRoute("gone-soon");
        assertRefused(REQUEUE, ofId(gone), 400, "route-missing", "gone-soon is not there");
        assertRefused(REQUEUE, ofId(http), 400, "route-takes-nothing", "platform-http");
        JsonNode all = command(REQUEUE, "{\"all\":true}");

        assertThat(all.path("letters"))
                .extracting(letter ->
                        letter.path("id").asText() + letter.path("code").asText())
                .contains(gone + "route-missing", http + "route-takes-nothing");
        assertThat(letters("gone-soon")).hasSize(1);
        assertThat(letters("own-endpoint")).hasSize(1);
    }

    @Test
    void replayOfAllSaysWhatItLeaves() throws Exception {
        addThatFails("left-alone", "direct:left-alone");
        template().sendBody("direct:left-alone", "precious");
        awaitLetter("left-alone");

        JsonNode answer = command("/admin/replay", "{\"all\":true}");

        assertThat(answer.path("replayed").asInt()).isZero();
        assertThat(answer.path("note").asText())
                .startsWith("Not replayed: ")
                .contains("routes of your own", REQUEUE, "/admin/dead-letters/delete");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "x",
                "{\"all\":false}",
                "{\"all\":\"true\"}",
                "{\"all\":1}",
                "{\"id\":null}",
                "{\"id\":\"\"}",
                "{\"id\":1}",
                "{\"id\":[\"x\"]}",
                "{\"id\":\"x\",\"all\":true}",
                "{\"ids\":[\"x\"]}",
                "{\"all\":true,\"queue\":\"x\"}",
                "{\"all\":true}{}"
            })
    void aCommandThatNamesNoLetterIsRefused(String body) {
        assertRefused(REQUEUE, body, 400, "letter-unclear", "Send JSON with id");
        assertRefused("/admin/dead-letters/delete", body, 400, "letter-unclear", "Send JSON with id");
    }

    @Test
    void anUnknownIdAndAWrongKeyAreRefused() {
        assertRefused(REQUEUE, ofId("ID:x' OR '1'='1"), 404, "dead-letter-unknown", "GET /admin/dead-letters");
        assertThat(post(port, REQUEUE, "{\"all\":true}").statusCode()).isEqualTo(401);
    }
}
