package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Telnyx could not deliver is fetched of it. */
@Tag("one-camel")
class CatchUpTest extends GatewayTestSupport {
    @Override
    protected Map<String, String> settings() {
        mediaHost.status("/webhooks", 500);
        Map<String, String> settings =
                new HashMap<>(Map.of("telnyx.mode", "simulator", "mms.public-url", "http://" + mediaHost.address()));
        Stream.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @Test
    void whatWasMissedIsEnteredOnceAndMarked() throws Exception {
        String from = "+13125550901";
        String id = json(post(
                        port,
                        "/simulator/mms",
                        "{\"from\":\"%s\",\"text\":\"while you were away\",\"webhook\":\"http://%s/webhooks\"}"
                                .formatted(from, mediaHost.address())))
                .path("messageId")
                .asText();
        String other = json(post(
                        port,
                        "/simulator/mms",
                        "{\"from\":\"%s\",\"webhook\":\"http://%s/elsewhere\"}".formatted(from, mediaHost.address())))
                .path("messageId")
                .asText();
        await().atMost(Duration.ofSeconds(60)).until(() -> failed().contains(id) && failed().contains(other));

        catchUp();
        JsonNode manifest = manifest(from, id);
        catchUp();

        assertThat(manifest.path("text").asText()).isEqualTo("while you were away");
        assertThat(manifest.path("keyFingerprint").asText()).isEqualTo("fetched");
        assertThat(folder(from, other)).doesNotExist();
        assertThat(metric("mms_webhooks_total{camelContext=\"mms-routes\",outcome=\"duplicate\"}"))
                .isPositive();
    }

    private void catchUp() throws Exception {
        Exchange exchange = new DefaultExchange(context());
        context().getRoute("catch-up").getProcessor().process(exchange);
        assertThat(exchange.getException()).isNull();
    }

    private String failed() {
        String key = json(get(port, "/simulator/keys")).path("api_key").asText();
        return get(
                        port,
                        "/simulator/v2/webhook_deliveries?filter%5Bstatus%5D%5Beq%5D=failed",
                        "authorization",
                        "Bearer " + key)
                .body();
    }
}
