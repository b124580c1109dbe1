package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A reply that cannot be worked out, and a dead letter that cannot be kept: the application is told once all the same. */
class FailingReplyExpressionTest extends SendingTestSupport {
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicReference<@Nullable Callable<?>> onDelivery = new AtomicReference<>();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.message-sink", "message-sink-http-sink");
        settings.put("camel.kamelet.message-sink-http-sink.url", mediaHost.url("/application"));
        settings.put("mms.reply.mode", "media");
        settings.put("mms.reply.text", "${variable.message.noSuchThing}");
        settings.put("mms.media.give-up-after", "1s");
        return settings;
    }

    @Test
    void failingReplyIsCountedAndTheApplicationIsToldOnce() {
        takeDeliveries();

        telnyx.deliver(Events.received().media(mediaHost.url("/photo.jpg")).json());

        await().until(() -> outcome("reply-failed") == 1);
        staysAtOneDelivery();
    }

    /** Another program holds the lock of the database from the delivery on. */
    @Test
    void failingDeadLetterOfAnIncompleteMessageDoesNotDeliverItAgain() throws Exception {
        takeDeliveries();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + dataDir.resolve("mms.db"))) {
            onDelivery.set(() -> other.createStatement().execute("begin immediate"));

            telnyx.deliver(Events.received()
                    .media(mediaHost.url("/photo.jpg"))
                    .media(mediaHost.url("/not-there.jpg"))
                    .json());

            await().atMost(Duration.ofSeconds(60)).until(() -> delivered.get() > 0);
            staysAtOneDelivery();
            other.createStatement().execute("rollback");
        }

        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().toString().contains("media-unavailable"));
        staysAtOneDelivery();
    }

    private void takeDeliveries() {
        delivered.set(0);
        mediaHost
                .serve("/photo.jpg", MediaHost.sample("photo.jpg"))
                .status("/not-there.jpg", 404)
                .on("/application", exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    delivered.incrementAndGet();
                    Callable<?> once = onDelivery.getAndSet(null);
                    if (once != null) {
                        run(once);
                    }
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

    private static void run(Callable<?> action) {
        try {
            action.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
