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
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

/** SIGKILL while webhooks of two accounts pour in: what was acknowledged is stored, and stored once, as that account's. */
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
    private final KeyPair shop = keys();
    /** The account's name for the id of each message. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

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
                    .until(() -> acknowledged.keySet().stream().allMatch(this::hasManifest));
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
        boolean ofShop = first % 2 == 1;
        List<WebhookSender> gateways = ports.stream()
                .map(port -> ofShop ? new WebhookSender(port, shop.getPrivate()) : new WebhookSender(port))
                .toList();
        while (pouring.get()) {
            Events event = Events.received().media(mediaHost.url("/photo"));
            for (int attempt = 0; attempt < 2; attempt++) {
                int node = (first + attempt) % gateways.size();
                try {
                    if (gateways.get(node).post(event.json()).statusCode() == 200) {
                        acknowledged.put(event.messageId(), ofShop ? "shop" : "none");
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
        settings.put("telnyx.accounts.shop.public-key", publicKey(shop));
        settings.put("telnyx.accounts.shop.api-key", "KEY-OF-THE-SHOP");
        settings.putAll(database);
        return GatewayProcess.startLight(settings, folder.resolve("log-" + node));
    }

    private Path folderOf(String messageId) {
        return folder.resolve("store/mms").resolve(Events.SENDER).resolve(messageId);
    }

    private boolean hasManifest(String messageId) {
        return Files.exists(folderOf(messageId).resolve("message.json"));
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the portal shows it: the last 32 bytes of the X.509 form (RFC 8410, 4). */
    private static String publicKey(KeyPair keys) {
        byte[] encoded = keys.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    private void isWholeAndStoredOnce(String messageId, String account) {
        try (Stream<Path> files = Files.list(folderOf(messageId))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            JsonNode manifest = Json.MAPPER.readTree(
                    folderOf(messageId).resolve("message.json").toFile());

            assertThat(names).containsExactly("0.jpg", "message.json");
            assertThat(folderOf(messageId).resolve("0.jpg")).hasBinaryContent(photo);
            assertThat(manifest.path("complete").asBoolean()).isTrue();
            assertThat(manifest.path("account").asText("none")).isEqualTo(account);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
