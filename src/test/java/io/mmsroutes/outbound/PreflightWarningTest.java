package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.text.Json;
import org.junit.jupiter.api.Test;

/** By default what is found of the media is told, and the message is sent all the same. */
class PreflightWarningTest extends SendingTestSupport {

    @Test
    void troubleIsToldAndTheMessageIsSent() {
        JsonNode request = request("with a warning")
                .set("media_urls", Json.MAPPER.createArrayNode().add(mediaHost.url("/gone.jpg")));

        JsonNode message = awaitState(send(request), "accepted");

        assertThat(message.path("mms_routes").path("checks"))
                .anySatisfy(check -> assertThat(check.path("code").asText()).isEqualTo("media-unreachable"));
        assertThat(telnyxApi.calls("with a warning")).hasSize(1);
    }
}
