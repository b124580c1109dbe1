package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.LateLedger;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A message whose time is over is a dead letter, with a ledger or without one. */
class BurialWithoutLedgerTest extends GatewayTestSupport {
    private final LateLedger ledger = new LateLedger();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = ledger.settings();
        settings.put("mms.media.give-up-after", "3s");
        return settings;
    }

    @AfterAll
    void stopLedger() throws IOException {
        ledger.close();
    }

    @Test
    void messageIsBuriedOnceAndLosesNothing() throws IOException {
        mediaHost.serve("/good", MediaHost.sample("photo.jpg")).status("/missing", 404);
        Events event = Events.received().media(mediaHost.url("/good")).media(mediaHost.url("/missing"));

        telnyx.post(event.json());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().path("count").asInt() > 0);

        await().during(Duration.ofSeconds(2))
                .until(() -> deadLetters().path("count").asInt() == 1);
        assertThat(deadLetters().at("/letters/0/code").asText()).isEqualTo("ledger-away");
        assertThat(deadLetters().at("/letters/0/messageId").asText()).isEqualTo(event.messageId());

        ledger.bringBack();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !get(managementPort, "/observe/health").body().contains("The ledger does not answer now"));
        mediaHost.serve("/missing", MediaHost.sample("photo.jpg"));
        post(port, "/admin/replay", "{\"all\":true}", "authorization", "Bearer " + ADMIN_KEY);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\"") == 1);
        assertThat(manifest(event.messageId()).path("complete").asBoolean()).isTrue();
        assertThat(mediaHost.asked("/good")).isEqualTo(1);
        assertThat(deadLetters().path("count").asInt()).isZero();
    }
}
