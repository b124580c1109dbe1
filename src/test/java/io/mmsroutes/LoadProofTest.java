package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Delayed;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/reliability.md says of load, at full size under -Pproof and in a short form always. Prints what it measured. */
@Tag("one-camel")
class LoadProofTest {
    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final int port = Ports.free();

    @AfterEach
    void closeMediaHost() {
        mediaHost.close();
    }

    @Test
    void webhooksAreAcknowledgedAndStoredWhileTheMediaHostIsSlow() throws Exception {
        pour(100, 200);
    }

    @Test
    @Tag("proof")
    void twoThousandWebhooksAreAcknowledgedAndStoredWhileTheMediaHostTakesTwoSeconds() throws Exception {
        pour(2_000, 2_000);
    }

    private void pour(int count, long delayMillis) throws Exception {
        byte[] picture = MediaHost.sample("picture.png");
        mediaHost.on("/slow", exchange -> Delayed.run(delayMillis, () -> MediaHost.answer(exchange, 200, picture)));
        List<Long> micros = Collections.synchronizedList(new ArrayList<>());
        List<String> messages = Collections.synchronizedList(new ArrayList<>());
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try (GatewayProcess gateway =
                GatewayProcess.start(settings(Map.of()), folder.resolve("log")).awaitReady()) {
            WebhookSender telnyx = new WebhookSender(port);
            warmUp(telnyx, count / 4);
            for (int i = 0; i < count; i++) {
                senders.execute(() -> {
                    Events event = Events.received().media(mediaHost.url("/slow"));
                    if (isAcknowledged(telnyx, event, micros)) {
                        messages.add(event.messageId());
                    }
                });
            }
            senders.shutdown();
            assertThat(senders.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
            assertThat(messages).hasSize(count);
            print(micros, count, delayMillis);
            assertThat(gateway.isAlive()).isTrue();
            await().atMost(Duration.ofMinutes(12))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> messages.stream()
                            .allMatch(id -> Files.exists(folderOf(id).resolve("message.json"))));
        } finally {
            senders.shutdownNow();
        }
        for (String id : messages) {
            assertThat(manifest(id).path("complete").asBoolean()).isTrue();
            assertThat(folderOf(id).resolve("0.png")).hasBinaryContent(picture);
            try (Stream<Path> files = Files.list(folderOf(id))) {
                assertThat(files).hasSize(2);
            }
        }
    }

    /** What is measured is a gateway that has been up for a while, not the first seconds of a JVM. */
    private static void warmUp(WebhookSender telnyx, int count) {
        for (int i = 0; i < count; i++) {
            telnyx.deliver(Events.received().json());
        }
    }

    /** Three attempts, as Telnyx makes them; a machine that stalls is answered 503 and not taken for a loss. */
    private static boolean isAcknowledged(WebhookSender telnyx, Events event, List<Long> micros) {
        for (int attempt = 0; attempt < 3; attempt++) {
            long start = System.nanoTime();
            int status = telnyx.post(event.json()).statusCode();
            micros.add((System.nanoTime() - start) / 1_000);
            if (status == 200) {
                return true;
            }
        }
        return false;
    }

    private static void print(List<Long> micros, int count, long delayMillis) {
        List<Long> sorted = micros.stream().sorted().toList();
        System.out.printf(
                "webhooks=%d acknowledged: p50=%.1f ms p99=%.1f ms max=%.1f ms, media host answers after %d ms%n",
                count,
                sorted.get(sorted.size() / 2) / 1e3,
                sorted.get(sorted.size() * 99 / 100) / 1e3,
                sorted.get(sorted.size() - 1) / 1e3,
                delayMillis);
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, mediaHost.address());
        settings.putAll(more);
        return settings;
    }

    private JsonNode manifest(String messageId) throws IOException {
        return Json.MAPPER.readTree(folderOf(messageId).resolve("message.json").toFile());
    }

    private Path folderOf(String messageId) {
        return folder.resolve("data/mms").resolve(Events.SENDER).resolve(messageId);
    }
}
