package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Events of other types reach the application that asked for them, as they came. */
class OtherEventsTest extends GatewayTestSupport {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();

    @Override
    protected Map<String, String> settings() {
        mediaHost.on("/events", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            MediaHost.answer(exchange, 200, new byte[0]);
        });
        return Map.of(
                "mms.events", "messaging-profile.spend-limit-reached, link_clicked,message.read",
                "mms.message-sink", "message-sink-http-sink",
                "camel.kamelet.message-sink-http-sink.url", mediaHost.url("/events"));
    }

    @Test
    void whatIsListedIsHandedOnAsItCameAndOnce() {
        String limit =
                "{\"data\":{\"event_type\":\"messaging-profile.spend-limit-reached\",\"id\":\"limit-1\",\"payload\":{ \"current_cost\":1.50}}}";
        String read = "{\"data\":{\"event_type\":\"message.read\",\"id\":\"read-1\",\"payload\":{\"id\":\"m\"}}}";
        String click =
                "{\"data\":{\"record_type\":\"link_clicked\",\"message_id\":\"m\",\"url\":\"https://example.com\"},\"meta\":{\"attempt\":%s}}";

        for (String event : List.of(limit, limit, read, click.formatted(1), click.formatted(2))) {
            assertThat(telnyx.post(event).body()).isEqualTo("{\"status\":\"accepted\"}");
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> received.size() >= 3);
        assertThat(received).containsExactlyInAnyOrder(limit, read, click.formatted(1));
        assertThat(keys).contains("limit-1", "read-1").doesNotHaveDuplicates();
    }

    @Test
    void whatIsNotListedIsIgnored() {
        assertThat(telnyx.post("{\"data\":{\"event_type\":\"10dlc.brand.update\",\"id\":\"b\",\"payload\":{}}}")
                        .body())
                .isEqualTo("{\"status\":\"ignored\"}");
    }
}
