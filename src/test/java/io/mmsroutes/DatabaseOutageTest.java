package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.PostgresServer;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

/** The database takes nothing for a while, under load: webhooks are refused meanwhile, none is lost, and it goes on without a restart. */
@Tag("one-camel")
class DatabaseOutageTest {
    private static final int SENDERS = 4;
    private static final int ENOUGH = 20;
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final int port = Ports.free();
    private final Queue<Events> acknowledged = new ConcurrentLinkedQueue<>();
    /** Status and code of each answer that is no 200. */
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();

    private Path data = Path.of("");

    @AfterEach
    void closeMediaHost() {
        mediaHost.close();
    }

    @Test
    void fileThatAnotherProgramLocks() throws Exception {
        data = folder.resolve("data");
        try (GatewayProcess gateway = GatewayProcess.startLight(settings(), folder.resolve("log"))) {
            goesOnAfter(gateway, () -> {
                try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("mms.db"));
                        Statement statement = other.createStatement()) {
                    statement.execute("begin immediate");
                    awaitRefusals(gateway);
                    statement.execute("rollback");
                }
            });
        }
        assertThat(refusals).isSubsetOf("503 database-busy", "503 database-unavailable", "503 too-slow");
    }

    @Test
    void postgresThatCrashesAndIsSetToCommitLater() throws Exception {
        data = folder.resolve("data");
        try (PostgresServer postgres = new PostgresServer(folder.resolve("postgres"), PostgresServer.LAZY)) {
            Map<String, String> settings = settings();
            settings.putAll(postgres.settings());
            try (GatewayProcess gateway = GatewayProcess.startLight(settings, folder.resolve("log"))) {
                goesOnAfter(gateway, () -> {
                    postgres.crash();
                    awaitRefusals(gateway);
                    postgres.restart();
                });
            }
        }
        assertThat(refusals).isSubsetOf("503 database-busy", "503 database-unavailable", "503 too-slow");
    }

    /** A disk of its own, so that it can be filled. */
    @Test
    void diskThatIsFull() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        data = disk.resolve("data");
        List<String> mount = List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64m none '%s' && exec \"$0\" \"$@\"".formatted(disk));
        assumeTrue(works(mount), "nobody may mount a file system here, so no disk can be filled");
        Map<String, String> settings = settings();
        settings.put("mms.database.min-free-bytes", "0");
        try (GatewayProcess gateway = GatewayProcess.startBelow(mount, settings, folder.resolve("log"))) {
            gateway.awaitReady();
            data = gateway.seen(data);
            goesOnAfter(gateway, () -> {
                Path filler = gateway.seen(disk.resolve("filler"));
                fill(filler);
                awaitRefusals(gateway);
                Files.delete(filler);
            });
        }
        assertThat(refusals).isSubsetOf("503 database-unavailable", "503 disk-full", "503 too-slow");
    }

    private interface Outage {
        void happen() throws Exception;
    }

    private void goesOnAfter(GatewayProcess gateway, Outage outage) throws Exception {
        gateway.awaitReady();
        mediaHost.serve("/photo", photo);
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        AtomicBoolean pouring = new AtomicBoolean(true);
        try {
            for (int i = 0; i < SENDERS; i++) {
                senders.execute(() -> pour(new WebhookSender(port), pouring));
            }
            awaitMore();
            outage.happen();
            awaitMore();
            await().atMost(LONG).until(gateway::isReady);
            pouring.set(false);
            senders.shutdown();
            assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            await().atMost(LONG)
                    .until(() -> acknowledged.stream()
                            .allMatch(event -> Files.exists(folderOf(event).resolve("message.json"))));
            assertThat(acknowledged).allSatisfy(this::isWholeAndStoredOnce);
        } finally {
            pouring.set(false);
            senders.shutdownNow();
        }
    }

    private void awaitMore() {
        int before = acknowledged.size();
        await().atMost(LONG).until(() -> acknowledged.size() >= before + ENOUGH);
    }

    private void awaitRefusals(GatewayProcess gateway) {
        await().atMost(LONG).until(() -> !refusals.isEmpty());
        await().atMost(LONG).until(() -> !gateway.isReady());
    }

    /** As Telnyx does: what was not acknowledged is sent again. */
    private void pour(WebhookSender telnyx, AtomicBoolean pouring) {
        while (pouring.get()) {
            Events event = Events.received().media(mediaHost.url("/photo"));
            HttpResponse<String> answer = telnyx.post(event.json());
            while (answer.statusCode() != 200) {
                refusals.add("%d %s".formatted(answer.statusCode(), codeOf(answer)));
                if (!pouring.get()) {
                    return;
                }
                answer = telnyx.post(event.json());
            }
            acknowledged.add(event);
        }
    }

    private static String codeOf(HttpResponse<String> answer) {
        try {
            return Json.MAPPER.readTree(answer.body()).path("code").asText();
        } catch (IOException e) {
            return answer.body();
        }
    }

    private Path folderOf(Events event) {
        return data.resolve("mms").resolve(Events.SENDER).resolve(event.messageId());
    }

    private void isWholeAndStoredOnce(Events event) {
        try (Stream<Path> files = Files.list(folderOf(event))) {
            JsonNode manifest =
                    Json.MAPPER.readTree(folderOf(event).resolve("message.json").toFile());
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("0.jpg", "message.json");
            assertThat(manifest.path("complete").asBoolean()).isTrue();
            assertThat(folderOf(event).resolve("0.jpg")).hasBinaryContent(photo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings() {
        return GatewayProcess.settings(data, port, mediaHost.address());
    }

    private static void fill(Path file) throws IOException {
        byte[] bytes = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(bytes);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static boolean works(List<String> command) throws InterruptedException {
        try {
            List<String> tried = new java.util.ArrayList<>(command);
            tried.add("true");
            return new ProcessBuilder(tried).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
