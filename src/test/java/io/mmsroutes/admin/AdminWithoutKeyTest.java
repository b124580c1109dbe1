package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminWithoutKeyTest extends GatewayTestSupport {

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.admin-key", "");
    }

    @Test
    void commandsAreShutUntilAKeyIsSet() {
        HttpResponse<String> answer = post(port, "/admin/replay", "{\"all\":true}", "authorization", "Bearer ");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("reason").asText()).contains("mms.admin-key");
    }
}
