package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ShutDoorTest extends GatewayTestSupport {

    @Test
    void withoutAKeyInTheSettingsTheDoorRefusesEverybody() {
        HttpResponse<String> answer = post(port, "/v2/messages", "{}", "authorization", "Bearer ");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("errors").path(0).path("detail").asText()).contains("mms.api-key");
    }
}
