package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListDeadLettersRouteTest extends GatewayTestSupport {

    @Test
    void everyLetterIsListedWithItsReason() {
        telnyx.post("{\"data\":{\"event_type\":\"message.received\",\"id\":\"1\"}}");

        await().until(() -> deadLetters().path("count").asInt() == 1);
        JsonNode letter = deadLetters().path("letters").path(0);
        assertThat(letter.path("queue").asText()).isEqualTo("inbound");
        assertThat(letter.path("code").asText()).isEqualTo("event-unreadable");
        assertThat(letter.path("reason").asText()).isEqualTo("The event message.received has no payload.");
        assertThat(Instant.parse(letter.path("diedAt").asText())).isBefore(Instant.now());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Bearer wrong", "open-sesame", "Basic open-sesame", "Bearer open-sesam"
            })
    void aWrongKeyIsRefused(String authorization) {
        assertThat(get(port, "/admin/dead-letters", "authorization", authorization)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void noKeyIsRefused() {
        assertThat(get(port, "/admin/dead-letters").statusCode()).isEqualTo(401);
        assertThat(json(get(port, "/admin/dead-letters")).path("code").asText()).isEqualTo("key-wrong");
    }

    @Test
    void theKeyIsNotEchoed() {
        assertThat(get(port, "/admin/dead-letters", "authorization", "Bearer " + ADMIN_KEY)
                        .headers()
                        .map())
                .doesNotContainKey("authorization");
    }
}
