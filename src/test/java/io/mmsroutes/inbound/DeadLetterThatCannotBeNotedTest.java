package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A message whose time is over is a dead letter, whether or not it is noted what is stored of it. */
class DeadLetterThatCannotBeNotedTest extends GatewayTestSupport {
    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.media.give-up-after", "3s");
    }

    @Test
    void messageIsDeadLetteredOnceAndLosesNothing() {
        mediaHost.serve("/good", MediaHost.sample("photo.jpg")).status("/missing", 404);
        Events event = Events.received().media(mediaHost.url("/good")).media(mediaHost.url("/missing"));

        database().sql("alter table stored_media rename to stored_media_away").update();

        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().path("count").asInt() > 0);

        await().during(Duration.ofSeconds(2))
                .until(() -> deadLetters().path("count").asInt() == 1);
        assertThat(deadLetters().at("/letters/0/code").asText()).isEqualTo("not-delivered");
        assertThat(deadLetters().at("/letters/0/messageId").asText()).isEqualTo(event.messageId());

        database().sql("alter table stored_media_away rename to stored_media").update();
        mediaHost.serve("/missing", MediaHost.sample("photo.jpg"));
        post(port, "/admin/replay", "{\"all\":true}", "authorization", "Bearer " + ADMIN_KEY);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\"") == 1);
        assertThat(manifest(event.messageId()).path("complete").asBoolean()).isTrue();
        assertThat(mediaHost.asked("/good")).isEqualTo(1);
        assertThat(deadLetters().path("count").asInt()).isZero();
    }
}
