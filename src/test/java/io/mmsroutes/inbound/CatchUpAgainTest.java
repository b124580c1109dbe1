package io.mmsroutes.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A missed webhook that cannot be entered is not counted as seen. */
@Tag("one-camel")
class CatchUpAgainTest extends GatewayTestSupport {
    private static final String PUBLIC_URL = "https://mms.example.com";
    /** More than the rounds overlap by, less than they look back. */
    private static final Duration LATELY = Duration.ofHours(3);

    private final Events event = Events.received();
    private final List<Instant> lookedBackTo = new CopyOnWriteArrayList<>();

    @Override
    protected Map<String, String> settings() {
        mediaHost.on("/v2/webhook_deliveries", request -> {
            String query = URLDecoder.decode(request.getRequestURI().getRawQuery(), UTF_8);
            lookedBackTo.add(Instant.parse(query.replaceAll(".*\\[gte]=([^&]+).*", "$1")));
            MediaHost.answer(request, 200, missed());
        });
        return Map.of("telnyx.api-url", "http://%s/v2".formatted(mediaHost.address()), "mms.public-url", PUBLIC_URL);
    }

    @Test
    void theNextRoundLooksBackAsFar() throws Exception {
        database().sql("alter table queue_entries rename to queue_entries_away").update();
        catchUp();
        database().sql("alter table queue_entries_away rename to queue_entries").update();
        catchUp();

        assertThat(manifest(event.messageId()).path("keyFingerprint").asText()).isEqualTo("fetched");

        catchUp();
        assertThat(lookedBackTo.subList(0, 2))
                .allMatch(since -> since.isBefore(Instant.now().minus(LATELY)));
        assertThat(lookedBackTo.get(2)).isAfter(Instant.now().minus(LATELY));
    }

    private void catchUp() throws Exception {
        Exchange exchange = new DefaultExchange(context());
        context().getRoute("catch-up").getProcessor().process(exchange);
        assertThat(exchange.getException()).isNull();
    }

    private byte[] missed() throws IOException {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ObjectNode delivery = answer.putArray("data").addObject().put("status", "failed");
        delivery.set("webhook", Json.MAPPER.readTree(event.json()));
        delivery.putArray("attempts")
                .addObject()
                .putObject("http")
                .putObject("request")
                .put("url", PUBLIC_URL + "/webhooks");
        answer.putObject("meta").put("total_pages", 1);
        return Json.MAPPER.writeValueAsBytes(answer);
    }
}
