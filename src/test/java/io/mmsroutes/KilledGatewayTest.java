package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.TelnyxAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL while webhooks pour in: what was acknowledged is stored, and stored once. */
@Tag("one-camel")
class KilledGatewayTest {
    private static final int SENDERS = 8;

    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final AtomicBoolean up = new AtomicBoolean(true);
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();

    @Test
    void everyAcknowledgedMessageIsStoredOnce() throws Exception {
        killWhileWebhooksPourIn(1);
    }

    @Test
    @Tag("proof")
    void everyAcknowledgedMessageIsStoredOnceAfterManyKills() throws Exception {
        killWhileWebhooksPourIn(10);
    }

    private void killWhileWebhooksPourIn(int kills) throws Exception {
        mediaHost.serve("/photo", photo);
        int port = Ports.free();
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, mediaHost.address());
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        AtomicBoolean pouring = new AtomicBoolean(true);
        try (GatewayProcess gateway =
                GatewayProcess.startLight(settings, folder.resolve("log")).awaitReady()) {
            for (int i = 0; i < SENDERS; i++) {
                senders.execute(() -> pour(new TelnyxAccount(port), pouring));
            }
            for (int i = 0; i < kills; i++) {
                int before = acknowledged.size();
                await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > before + 150);
                gateway.kill();
                up.set(false);
                gateway.restart();
                gateway.awaitReady();
                up.set(true);
            }
            pouring.set(false);
            senders.shutdown();
            assertThat(senders.awaitTermination(60, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();

            await().atMost(Duration.ofMinutes(3))
                    .until(() -> acknowledged.stream().allMatch(this::hasManifest));
            assertThat(acknowledged).allSatisfy(this::isWholeAndStoredOnce);
            assertThat(gateway.output()).doesNotContain("3125550001");
        } finally {
            pouring.set(false);
            senders.shutdownNow();
            mediaHost.close();
        }
    }

    /** As Telnyx does: an event that was not acknowledged is sent again, here only once more. */
    private void pour(TelnyxAccount telnyx, AtomicBoolean pouring) {
        while (pouring.get()) {
            Events event = Events.received().media(mediaHost.url("/photo"));
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    if (telnyx.post(event.json()).statusCode() == 200) {
                        acknowledged.add(event.messageId());
                        break;
                    }
                } catch (UncheckedIOException e) {
                    // not acknowledged: the gateway was just killed
                    await().pollDelay(Duration.ZERO)
                            .atMost(Duration.ofSeconds(90))
                            .until(this::isUp);
                }
            }
        }
    }

    private boolean isUp() {
        return up.get();
    }

    private Path folderOf(String messageId) {
        return folder.resolve("data/mms").resolve(Events.SENDER).resolve(messageId);
    }

    private boolean hasManifest(String messageId) {
        return Files.exists(folderOf(messageId).resolve("message.json"));
    }

    private void isWholeAndStoredOnce(String messageId) {
        try (Stream<Path> files = Files.list(folderOf(messageId))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            JsonNode manifest = Json.MAPPER.readTree(
                    folderOf(messageId).resolve("message.json").toFile());

            assertThat(names).containsExactly("0.jpg", "message.json");
            assertThat(folderOf(messageId).resolve("0.jpg")).hasBinaryContent(photo);
            assertThat(manifest.path("complete").asBoolean()).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
