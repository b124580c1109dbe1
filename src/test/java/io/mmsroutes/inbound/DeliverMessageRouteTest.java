package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** your application is an HTTP server here, at the other end of message-sink-http-sink. */
class DeliverMessageRouteTest extends GatewayTestSupport {
    private final List<byte[]> received = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger refusals = new AtomicInteger();

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.message-sink", "message-sink-http-sink",
                "camel.kamelet.message-sink-http-sink.url", mediaHost.url("/application"),
                "camel.kamelet.message-sink-http-sink.token", "application-token",
                "mms.media.give-up-after", "3s");
    }

    @BeforeEach
    void openApplication() {
        received.clear();
        refusals.set(0);
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg")).on("/application", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (refusals.getAndDecrement() > 0) {
                MediaHost.answer(exchange, 500, new byte[0]);
            } else {
                received.add(body);
                MediaHost.answer(exchange, 204, new byte[0]);
            }
        });
    }

    @Test
    void theApplicationGetsTheManifestThatIsStored() throws IOException {
        Events event = Events.received().media(mediaHost.url("/photo"));

        telnyx.deliver(event.json());

        await().untilAsserted(() -> assertThat(received).hasSize(1));
        JsonNode delivered = Json.MAPPER.readTree(received.get(0));
        assertThat(delivered).isEqualTo(manifest(event.messageId()));
        assertThat(delivered.path("messageId").asText()).isEqualTo(event.messageId());
        assertThat(delivered.path("eventId").asText()).isEqualTo(event.eventId());
        assertThat(delivered.path("from").asText()).isEqualTo(Events.SENDER);
        assertThat(delivered.path("to").path(0).asText()).isEqualTo("+17735550002");
        assertThat(delivered.path("keyFingerprint").asText()).hasSize(16);
        assertThat(delivered.path("occurredAt").asText()).isEqualTo("2026-01-16T00:06:08.026Z");
        assertThat(mediaHost.headers("/application", "Idempotency-key")).contains("[%s]".formatted(event.messageId()));
        assertThat(mediaHost.headers("/application", "Authorization")).containsOnly("[Bearer application-token]");
        assertThat(mediaHost.headers("/application", "Content-type"))
                .allMatch(type -> type.contains("application/json"));
    }

    @Test
    void theApplicationLearnsWhatTelnyxNotes() throws IOException {
        Events event = Events.received();
        event.payload()
                .put("messaging_profile_id", "profile-1")
                .put("group_message_id", "group-1")
                .put("autoresponse_type", "HELP")
                .put("is_spam", true);

        telnyx.deliver(event.json());

        await().untilAsserted(() -> assertThat(received).hasSize(1));
        JsonNode delivered = Json.MAPPER.readTree(received.get(0));
        assertThat(delivered.path("profileId").asText()).isEqualTo("profile-1");
        assertThat(delivered.path("groupMessageId").asText()).isEqualTo("group-1");
        assertThat(delivered.path("autoresponse").asText()).isEqualTo("HELP");
        assertThat(delivered.path("spam")).isEqualTo(BooleanNode.TRUE);
    }

    @Test
    void theApplicationIsNotToldWhatTelnyxDoesNotNote() throws IOException {
        Events event = Events.received();
        event.payload().put("is_spam", false).putNull("autoresponse_type");

        telnyx.deliver(event.json());

        await().untilAsserted(() -> assertThat(received).hasSize(1));
        assertThat(Json.MAPPER.readTree(received.get(0)).fieldNames())
                .toIterable()
                .contains("messageId")
                .doesNotContain("profileId", "groupMessageId", "autoresponse", "spam");
    }

    @Test
    void theNumberThatAMessageCameToIsRememberedAsOurs() {
        Events event = Events.received();
        event.payload().put("messaging_profile_id", "profile-1");

        telnyx.deliver(event.json());

        await().untilAsserted(() -> assertThat(received).hasSize(1));
        assertThat(database()
                        .sql("select number || ' ' || profile from own_numbers")
                        .query(String.class)
                        .list())
                .contains("+17735550002 profile-1");
    }

    @Test
    void aApplicationThatIsDownGetsItLaterAndNothingIsFetchedTwice() {
        refusals.set(2);
        long before = mediaHost.asked("/photo");
        Events event = Events.received().media(mediaHost.url("/photo"));

        telnyx.deliver(event.json());

        await().untilAsserted(() -> assertThat(received).hasSize(1));
        assertThat(mediaHost.asked("/photo")).isEqualTo(before + 1);
    }

    @Test
    void aApplicationThatStaysDownLeavesTheMessageAmongTheDeadLetters() {
        refusals.set(1_000);
        Events event = Events.received().media(mediaHost.url("/photo"));

        telnyx.deliver(event.json());

        await().untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
            assertThat(letter.path("messageId").asText()).isEqualTo(event.messageId());
            assertThat(letter.path("code").asText()).isEqualTo("not-delivered");
        }));
        assertThat(deadLetters().toString()).doesNotContain(mediaHost.address());
    }
}
