package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayHere;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two application whose gateways answer every MMS write to each other. */
@Tag("one-camel")
class RepliesInACircleTest {
    private static final String ANNA = "+13125550001";
    private static final String BERT = "+17735550002";
    private static final int LIMIT = 3;

    @TempDir
    private Path folder;

    private final MediaHost telnyx = new MediaHost();
    private final int portOfAnna = Ports.free();
    private final int portOfBert = Ports.free();
    /** Numbers that messages were sent from, in order. */
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();

    @Test
    void gatewaysThatAnswerEachOtherStopAtTheLimit() {
        telnyx.serve("/photo.jpg", MediaHost.sample("photo.jpg"))
                .on("/anna/v2/messages", exchange -> bring(exchange, portOfBert))
                .on("/bert/v2/messages", exchange -> bring(exchange, portOfAnna));
        try (GatewayHere anna = gateway("anna", portOfAnna);
                GatewayHere bert = gateway("bert", portOfBert)) {
            anna.awaitReady();
            bert.awaitReady();

            Events first = mms(BERT, ANNA, telnyx.url("/photo.jpg"));
            assertThat(new WebhookSender(portOfAnna).deliver(first.json()).statusCode())
                    .isEqualTo(200);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> anna.output().contains("outcome=too-many")
                            || bert.output().contains("outcome=too-many"));
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(() -> sent.size() == 2 * LIMIT);
            assertThat(sent).containsExactly(ANNA, BERT, ANNA, BERT, ANNA, BERT);
            assertThat(anna.output() + bert.output()).contains("outcome=too-many");
        } finally {
            telnyx.close();
        }
    }

    private GatewayHere gateway(String application, int port) {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve(application), port, telnyx.address());
        // Each fetches what the other one shows.
        settings.put(
                "mms.media.trusted-hosts",
                "%s,127.0.0.1:%d,127.0.0.1:%d".formatted(telnyx.address(), portOfAnna, portOfBert));
        settings.putAll(Map.of(
                "telnyx.api-url",
                telnyx.url("/" + application + "/v2"),
                "mms.public-url",
                "http://127.0.0.1:" + port,
                "mms.reply.mode",
                "echo",
                "mms.reply.max-per-hour",
                String.valueOf(LIMIT),
                "mms.rate-limit.long-code",
                "100/s"));
        return GatewayHere.start(settings);
    }

    /** What Telnyx does with a message to a number that is one of its own too. */
    private void bring(HttpExchange exchange, int to) throws IOException {
        JsonNode message = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        sent.add(message.path("from").asText());
        String answer = "{\"data\":{\"id\":\"%s\",\"to\":[]}}".formatted(UUID.randomUUID());
        MediaHost.answer(exchange, 200, answer.getBytes(StandardCharsets.UTF_8));
        Events event = mms(
                message.path("from").asText(),
                message.path("to").asText(),
                message.path("media_urls").path(0).asText());
        new WebhookSender(to).deliver(event.json());
    }

    private static Events mms(String from, String to, String media) {
        Events event = Events.received().media(media);
        event.payload().putObject("from").put("phone_number", from);
        event.payload().putArray("to").addObject().put("phone_number", to);
        return event;
    }
}
