package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreflightMediaRouteTest extends SendingTestSupport {
    private static final String STRICT = "refuse";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.send.preflight", STRICT);
        return settings;
    }

    @Test
    void pictureThatCanBeHadIsSent() {
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg"));

        awaitState(send(picture("good picture")), "accepted");

        assertThat(telnyxApi.calls("good picture").get(0).path("media_urls")).hasSize(1);
    }

    @Test
    void pictureThatCannotBeHadIsRefusedBeforeTheCall() {
        JsonNode request = request("no picture")
                .set(
                        "media_urls",
                        io.mmsroutes.text.Json.MAPPER.createArrayNode().add(mediaHost.url("/gone.jpg")));

        JsonNode message = awaitState(send(request), "rejected");

        assertThat(message.path("mms_routes").path("code").asText()).isEqualTo("media-unreachable");
        assertThat(message.path("mms_routes").path("checks")).isNotEmpty();
        assertThat(telnyxApi.calls("no picture")).isEmpty();
    }
}
