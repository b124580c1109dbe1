package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.PostgresServer;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGKILL while webhooks pour in: what was acknowledged is stored, and stored once. */
@Tag("one-camel")
class KilledGatewayTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledGatewayTest.class);
    private static final int SENDERS = 8;
    /** The others work on meanwhile, and on the same cores. */
    private static final Duration READY = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<GatewayProcess> gateways = new ArrayList<>();

    @AfterEach
    void close() {
        gateways.forEach(GatewayProcess::close);
        mediaHost.close();
    }

    @Test
    void everyAcknowledgedMessageIsStoredOnce() throws Exception {
        killWhileWebhooksPourIn(3, 1, Map.of());
    }

    @Test
    @Tag("proof")
    void everyAcknowledgedMessageIsStoredOnceAfterManyKills() throws Exception {
        killWhileWebhooksPourIn(20, 1, Map.of());
    }

    @Test
    @Tag("proof")
    void everyAcknowledgedMessageIsStoredOnceByTwoGatewaysThatAreKilledByTurns() throws Exception {
        try (PostgresServer postgres = new PostgresServer()) {
            killWhileWebhooksPourIn(20, 2, postgres.settings());
        }
    }

    private void killWhileWebhooksPourIn(int kills, int nodes, Map<String, String> database) throws Exception {
        mediaHost.serve("/photo", photo);
        for (int node = 0; node < nodes; node++) {
            ports.add(Ports.free());
            gateways.add(start(node, database));
        }
        gateways.forEach(gateway -> gateway.awaitReady(READY));
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        AtomicBoolean pouring = new AtomicBoolean(true);
        try {
            for (int i = 0; i < SENDERS; i++) {
                int first = i;
                senders.execute(() -> pour(first, pouring));
            }
            for (int kill = 0; kill < kills; kill++) {
                int before = acknowledged.size();
                await().atMost(READY).until(() -> acknowledged.size() > before + 150);
                GatewayProcess killed = gateways.get(kill % nodes);
                killed.kill();
                killed.restart();
                killed.awaitReady(READY);
            }
            pouring.set(false);
            senders.shutdown();
            assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

            await().atMost(Duration.ofMinutes(3))
                    .until(() -> acknowledged.stream().allMatch(this::hasManifest));
            assertThat(acknowledged).allSatisfy(this::isWholeAndStoredOnce);
            LOG.info("kills={} gateways={} acknowledged={}", kills, nodes, acknowledged.size());
            assertThat(gateways)
                    .allSatisfy(gateway -> assertThat(gateway.output()).doesNotContain("3125550001"));
        } finally {
            pouring.set(false);
            senders.shutdownNow();
        }
    }

    /** As Telnyx does: an event that was not acknowledged is sent again, here only once more, to the other gateway where there is one. */
    private void pour(int first, AtomicBoolean pouring) {
        List<WebhookSender> gateways = ports.stream().map(WebhookSender::new).toList();
        while (pouring.get()) {
            Events event = Events.received().media(mediaHost.url("/photo"));
            for (int attempt = 0; attempt < 2; attempt++) {
                int node = (first + attempt) % gateways.size();
                try {
                    if (gateways.get(node).post(event.json()).statusCode() == 200) {
                        acknowledged.add(event.messageId());
                        break;
                    }
                } catch (UncheckedIOException e) {
                    // not acknowledged: the gateway was just killed
                    awaitAny();
                }
            }
        }
    }

    /** Until a gateway takes connections. */
    private void awaitAny() {
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(90))
                .until(() -> ports.stream().anyMatch(KilledGatewayTest::isOpen));
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** With a folder of its own, and one store for all. */
    private GatewayProcess start(int node, Map<String, String> database) {
        Map<String, String> settings =
                GatewayProcess.settings(folder.resolve("data-" + node), ports.get(node), mediaHost.address());
        settings.put(
                "camel.kamelet.media-store-file-sink.directory",
                folder.resolve("store").toString());
        settings.putAll(database);
        return GatewayProcess.startLight(settings, folder.resolve("log-" + node));
    }

    private Path folderOf(String messageId) {
        return folder.resolve("store/mms").resolve(Events.SENDER).resolve(messageId);
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
