package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservabilityTest extends GatewayTestSupport {

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.media.give-up-after", "1s");
    }

    @Test
    void healthTellsLiveAndReadyApart() {
        assertThat(get(managementPort, "/observe/health/live").statusCode()).isEqualTo(200);
        assertThat(get(managementPort, "/observe/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(managementPort, "/observe/health/ready").body()).contains("database");
    }

    /** However the gateway was started: Camel Main's run, a Karaf, an application. */
    @Test
    void aRouteThatDoesNotRunIsNamedAndMakesTheGatewayNotReady() throws Exception {
        context().getRouteController().stopRoute("deliver-message");

        HttpResponse<String> ready = get(managementPort, "/observe/health/ready");
        context().getRouteController().startRoute("deliver-message");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("Not running: deliver-message");
        assertThat(get(managementPort, "/observe/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void thePublicPortHasNeitherHealthNorMetrics() {
        assertThat(get(port, "/observe/health").statusCode()).isEqualTo(404);
        assertThat(get(port, "/observe/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void everyOutcomeIsCounted() {
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg"));
        Events good = Events.received().media(mediaHost.url("/photo"));
        Events bad = Events.received().media(mediaHost.url("/none"));
        telnyx.deliver(good.json());
        telnyx.deliver(good.json());
        telnyx.deliver(bad.json());
        telnyx.deliver(Events.of("other").json());
        telnyx.deliver("[]");
        post(port, "/webhooks", "{}");

        manifest(good.messageId());
        manifest(bad.messageId());

        await().untilAsserted(() -> {
            assertThat(webhooks("accepted")).isEqualTo(3);
            assertThat(webhooks("duplicate")).isEqualTo(1);
            assertThat(webhooks("ignored")).isEqualTo(1);
            assertThat(webhooks("signature-missing")).isEqualTo(1);
            assertThat(metric("mms_media_stored_total{camelContext=\"mms-routes\",kind=\"image\"}"))
                    .isEqualTo(1);
            assertThat(metric("mms_media_failed_total{camelContext=\"mms-routes\",code=\"http-404\""))
                    .isGreaterThan(1);
            assertThat(metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\"}"))
                    .isEqualTo(2);
            assertThat(metric("mms_dead_total{camelContext=\"mms-routes\",code=\"event-unreadable\"}"))
                    .isEqualTo(1);
            assertThat(metric("mms_dead_total{camelContext=\"mms-routes\",code=\"media-unavailable\"}"))
                    .isEqualTo(1);
            assertThat(metric("mms_accept_seconds_count")).isGreaterThan(2);
            assertThat(metric("mms_process_seconds_count")).isGreaterThan(1);
        });
    }

    private double webhooks(String outcome) {
        return metric("mms_webhooks_total{camelContext=\"mms-routes\",outcome=\"%s\"}".formatted(outcome));
    }
}
