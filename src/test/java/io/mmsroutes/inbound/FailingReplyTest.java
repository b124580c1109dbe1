package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What follows a delivery fails for itself: the application is told once. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailingReplyTest extends SendingTestSupport {
    private final AtomicInteger delivered = new AtomicInteger();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.message-sink", "message-sink-http-sink");
        settings.put("camel.kamelet.message-sink-http-sink.url", mediaHost.url("/application"));
        settings.put("mms.reply.mode", "media");
        settings.put("mms.reply.text", "${variable.message.subject}");
        return settings;
    }

    @BeforeEach
    void takeDeliveries() {
        delivered.set(0);
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg")).on("/application", exchange -> {
            exchange.getRequestBody().readAllBytes();
            delivered.incrementAndGet();
            MediaHost.answer(exchange, 204, new byte[0]);
        });
    }

    @Test
    @Order(1)
    void textThatIsNothingIsNoReplyAndTheApplicationIsToldOnce() {
        telnyx.deliver(event(null).json());

        await().until(() -> outcome("nothing-to-say") == 1);
        staysAtOneDelivery();
        assertThat(telnyxApi.requests()).isEmpty();
    }

    @Test
    @Order(2)
    void textThatIsThereIsSent() {
        telnyx.deliver(event("Lunch?").json());

        await().until(() -> telnyxApi.calls("Lunch?").size() == 1);
        staysAtOneDelivery();
    }

    @Test
    @Order(3)
    void replyWaitsForTheDatabaseAndTheApplicationIsToldOnce() throws Exception {
        try (Connection other = DriverManager.getConnection(databaseUrl());
                Statement lock = other.createStatement()) {
            mediaHost.on("/application", exchange -> {
                delivered.incrementAndGet();
                begin(lock);
                MediaHost.answer(exchange, 204, new byte[0]);
            });
            telnyx.deliver(event("Dinner?").json());
            await().until(() -> delivered.get() == 1);
            await().during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(8))
                    .until(() -> telnyxApi.calls("Dinner?").isEmpty() && delivered.get() == 1);
            lock.execute("rollback");
        }

        await().until(() -> telnyxApi.calls("Dinner?").size() == 1);
        staysAtOneDelivery();
    }

    /** Nobody else writes until the end of it. */
    private static void begin(Statement lock) {
        try {
            lock.execute("begin immediate");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void staysAtOneDelivery() {
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(delivered.get()).isEqualTo(1));
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    private Events event(@Nullable String subject) {
        Events event = Events.received().media(mediaHost.url("/photo.jpg"));
        ObjectNode payload = event.payload();
        payload.put("subject", subject);
        return event;
    }

    private double outcome(String code) {
        return metric("mms_replies_total{camelContext=\"mms-routes\",outcome=\"%s\"".formatted(code));
    }
}
