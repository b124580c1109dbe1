package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Ports;
import io.mmsroutes.support.SendingTestSupport;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class UnreachableTelnyxTest extends SendingTestSupport {
    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("telnyx.api-url", "http://127.0.0.1:%d/v2".formatted(Ports.free()));
        return settings;
    }

    @Test
    void refusedConnectionIsNoLostAnswerAndTheMessageWaits() {
        String id = send(request("nobody there"));

        Awaitility.await().untilAsserted(() -> {
            assertThat(state(id)).isEqualTo("queued");
            assertThat(message(id).path("mms_routes").path("code").asText()).isEqualTo("connect-failed");
        });
    }
}
