package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A reply that cannot be worked out, and a dead letter that cannot be kept: the application is told once all the same. */
class FailingReplyExpressionTest extends SendingTestSupport {
    private final AtomicInteger delivered = new AtomicInteger();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.message-sink", "message-sink-http-sink");
        settings.put("camel.kamelet.message-sink-http-sink.url", mediaHost.url("/application"));
        settings.put("mms.reply.mode", "media");
        settings.put("mms.reply.text", "${variable.message.noSuchThing}");
        settings.put(
                "mms.dead.received",
                "jms:queue:mms.dead.received?timeToLive=1000&messageConverter=#class:io.mmsroutes.inbound.NoMessages");
        settings.put("mms.media.give-up-after", "1s");
        return settings;
    }

    @Test
    void failingReplyIsCountedAndTheApplicationIsToldOnce() {
        takeDeliveries();

        telnyx.post(Events.received().media(mediaHost.url("/photo.jpg")).json());

        await().until(() -> outcome("reply-failed") == 1);
        staysAtOneDelivery();
    }

    @Test
    void failingDeadLetterOfAnIncompleteMessageDoesNotDeliverItAgain() {
        takeDeliveries();

        telnyx.post(Events.received()
                .media(mediaHost.url("/photo.jpg"))
                .media(mediaHost.url("/not-there.jpg"))
                .json());

        await().atMost(Duration.ofSeconds(20)).until(() -> delivered.get() > 0);
        staysAtOneDelivery();
        await().untilAsserted(() -> assertThat(
                        metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"after-delivery-failed\""))
                .isPositive());
    }

    private void takeDeliveries() {
        delivered.set(0);
        mediaHost
                .serve("/photo.jpg", MediaHost.sample("photo.jpg"))
                .status("/not-there.jpg", 404)
                .on("/application", exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    delivered.incrementAndGet();
                    MediaHost.answer(exchange, 204, new byte[0]);
                });
    }

    private void staysAtOneDelivery() {
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(delivered.get()).isEqualTo(1));
    }

    private double outcome(String code) {
        return metric("mms_replies_total{camelContext=\"mms-routes\",outcome=\"%s\"".formatted(code));
    }
}
