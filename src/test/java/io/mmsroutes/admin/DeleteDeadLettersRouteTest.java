package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class DeleteDeadLettersRouteTest extends DeadLetterTestSupport {
    private static final String DELETE = "/admin/dead-letters/delete";

    @Test
    void lettersAreDeletedByIdAndThoseOfOwnRoutesAllAtOnce() throws Exception {
        addThatFails("to-delete", "direct:to-delete");
        for (int i = 0; i < 3; i++) {
            template().sendBody("direct:to-delete", "precious " + i);
        }
        String id = awaitLetter("to-delete");
        telnyx.post("{\"data\":{\"event_type\":\"message.received\",\"id\":\"1\"}}");
        await().until(() -> deadLetters().toString().contains("event-unreadable"));

        JsonNode one = command(DELETE, ofId(id));
        assertThat(one.path("deleted").asInt()).isEqualTo(1);
        assertThat(letters("to-delete")).hasSize(2);
        assertRefused(DELETE, ofId(id), 404, "dead-letter-unknown", "GET /admin/dead-letters");

        JsonNode all = command(DELETE, "{\"all\":true}");
        assertThat(all.path("deleted").asInt()).isEqualTo(2);
        assertThat(all.path("note").asText()).contains("Those of messages, receipts and requests stay");
        JsonNode message = deadLetters().path("letters").path(0);
        assertThat(message.path("queue").asText()).isEqualTo("inbound");

        command(DELETE, ofId(message.path("id").asText()));
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    @Test
    void anUnknownIdAndAWrongKeyAreRefused() {
        assertRefused(DELETE, ofId("ID:x' OR '1'='1"), 404, "dead-letter-unknown", "GET /admin/dead-letters");
        assertThat(post(port, DELETE, "{\"all\":true}").statusCode()).isEqualTo(401);
    }
}
