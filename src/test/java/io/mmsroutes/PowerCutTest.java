package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayHere;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.OrderedConnection;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.RecordedDisk;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The power is cut wherever one more fsync would have ended: what was acknowledged before is there, and what is marked as delivered, or was
 * handed to the sink, has its media and its manifest. Once with nothing on disk but what was synced, once with more of it by chance.
 */
@Tag("one-camel")
class PowerCutTest {
    private static final Logger LOG = LoggerFactory.getLogger(PowerCutTest.class);
    private static final int CONNECTIONS = 4;
    /** None of these is there before: a folder is safe only where the one above it says so. */
    private static final Path DATA = Path.of("var/mms");

    private static final Path STORE = Path.of("archive/mms");

    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final int port = Ports.free();

    @AfterEach
    void closeMediaHost() {
        mediaHost.close();
    }

    @Test
    void whatIsAcknowledgedIsThereWhereverThePowerIsCut() throws Exception {
        cutThePower(12, 1);
    }

    @Test
    @Tag("proof")
    void whatIsAcknowledgedIsThereWhereverThePowerIsCutInTheLongRun() throws Exception {
        cutThePower(400, 8);
    }

    /** @param starts how many of what the cuts leave is taken over by a gateway, which has to deliver it all */
    private void cutThePower(int count, int starts) throws Exception {
        assumeTrue(
                RecordedDisk.isAvailable(),
                "strace is not installed, or may not trace: what a power cut leaves cannot be told here");
        mediaHost.serve("/photo", photo).serve("/sink", new byte[] {'{', '}'});
        Path disk = Files.createDirectory(folder.resolve("disk")).toRealPath();
        Path record = folder.resolve("record");
        Map<String, List<byte[]>> posted = new ConcurrentHashMap<>();
        GatewayProcess gateway =
                GatewayProcess.startBelow(RecordedDisk.recorder(record), settings(disk), folder.resolve("log"));
        try (gateway) {
            gateway.awaitReady(Duration.ofMinutes(3));
            post(count, posted);
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> posted.values().stream()
                            .flatMap(List::stream)
                            .map(Posted::of)
                            .filter(Posted::isMessage)
                            .allMatch(message -> message.isThere(disk)));
        }
        RecordedDisk.awaitEnd(record);

        List<Integer> acknowledgedAtCut = new ArrayList<>();
        Map<String, Integer> found = new TreeMap<>();
        Set<String> told = new TreeSet<>();
        Random chance = new Random(15);
        Path left = folder.resolve("left");
        RecordedDisk.replay(record, disk, new Cuts(port, posted, mediaHost.address(), (cut, cuts) -> {
            acknowledgedAtCut.add(cuts.acknowledged.size());
            if (cuts.acknowledged.isEmpty()) {
                return;
            }
            told.addAll(cuts.told);
            cut.cut(left);
            requireAllThere(left, cuts, found);
            cut.cut(left, chance);
            requireAllThere(left, cuts, found);
        }));
        LOG.info("webhooks={} cuts={} told={} found={}", count, acknowledgedAtCut.size(), told.size(), found);
        assertThat(acknowledgedAtCut).contains(count).hasSizeGreaterThan(count);
        assertThat(told).isNotEmpty();
        assertThat(found).containsKey("done");
        assertThat(found.keySet()).as("cuts before the end of a message").containsAnyOf("waiting", "leased");

        for (int start = 1; start <= starts; start++) {
            int cut = acknowledgedAtCut.indexOf(count * start / starts);
            startAfter(cut, record, disk, posted, start % 2 == 0 ? chance : null);
        }
    }

    /** A gateway takes over what is left, and delivers all that was acknowledged. */
    private void startAfter(
            int cutToTake, Path record, Path disk, Map<String, List<byte[]>> posted, @Nullable Random chance)
            throws Exception {
        Path left = folder.resolve("left-" + cutToTake);
        Set<Posted> acknowledged = new LinkedHashSet<>();
        AtomicInteger number = new AtomicInteger();
        RecordedDisk.replay(record, disk, new Cuts(port, posted, mediaHost.address(), (cut, cuts) -> {
            if (number.getAndIncrement() == cutToTake) {
                acknowledged.addAll(cuts.acknowledged);
                if (chance == null) {
                    cut.cut(left);
                } else {
                    cut.cut(left, chance);
                }
            }
        }));
        try (GatewayHere gateway = GatewayHere.start(settings(left))) {
            gateway.awaitReady();
            await().atMost(Duration.ofMinutes(1))
                    .until(() ->
                            acknowledged.stream().filter(Posted::isMessage).allMatch(message -> message.isThere(left)));
        }
        acknowledged.stream().filter(Posted::isMessage).forEach(message -> message.requireWhole(left, photo));
    }

    private void requireAllThere(Path left, Cuts cuts, Map<String, Integer> found) throws IOException {
        try {
            Map<String, Entry> entries = entries(left.resolve(DATA).resolve("mms.db"));
            for (Posted event : cuts.acknowledged) {
                Entry entry = entries.get(event.id());
                assertThat(entry).as("what was acknowledged: %s", event.id()).isNotNull();
                found.merge(entry.state(), 1, Integer::sum);
                if (!entry.state().equals("done")) {
                    assertThat(entry.body()).isEqualTo(event.body());
                } else if (event.isMessage()) {
                    event.requireWhole(left, photo);
                }
                if (cuts.told.contains(event.messageId())) {
                    event.requireWhole(left, photo);
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(left);
        }
    }

    /** By id; none where there is no database yet. */
    private static Map<String, Entry> entries(Path file) {
        Map<String, Entry> entries = new HashMap<>();
        if (!Files.exists(file)) {
            return entries;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            try (ResultSet checked = statement.executeQuery("pragma integrity_check")) {
                assertThat(checked.next() ? checked.getString(1) : "").isEqualTo("ok");
            }
            if (connection
                    .getMetaData()
                    .getTables(null, null, "queue_entries", null)
                    .next()) {
                try (ResultSet rows = statement.executeQuery("select id, state, body from queue_entries")) {
                    while (rows.next()) {
                        byte[] body = rows.getBytes(3);
                        entries.put(
                                rows.getString(1),
                                new Entry(
                                        rows.getString(2),
                                        body == null ? null : new String(body, StandardCharsets.UTF_8)));
                    }
                }
            }
            return entries;
        } catch (SQLException e) {
            throw new AssertionError("The database cannot be read after a power cut", e);
        }
    }

    private Map<String, String> settings(Path disk) {
        Map<String, String> settings = GatewayProcess.settings(disk.resolve(DATA), port, mediaHost.address());
        settings.put("mms.message-sink", "message-sink-http-sink?url=RAW(%s)".formatted(mediaHost.url("/sink")));
        settings.put(
                "camel.kamelet.media-store-file-sink.directory",
                disk.resolve(STORE).toString());
        return settings;
    }

    private OrderedConnection connect(Map<String, List<byte[]>> posted) throws IOException {
        OrderedConnection connection = new OrderedConnection(port);
        posted.put(connection.address(), connection.posted());
        return connection;
    }

    private void post(int count, Map<String, List<byte[]>> posted) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int sender = i;
                all.add(threads.submit(() -> {
                    OrderedConnection connection = connect(posted);
                    for (int n = 0; n < count / CONNECTIONS; n++) {
                        byte[] body = event(sender, n);
                        int status = connection.postWebhook(body);
                        for (int again = 0; status == 503 && again < 20; again++) {
                            connection.close(); // a disk that is busy; whoever is told so comes again
                            connection = connect(posted);
                            status = connection.postWebhook(body);
                        }
                        assertThat(status).isEqualTo(200);
                    }
                    connection.close();
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Messages with one photo and with two, of senders that are known and that are not; and a receipt, and what cannot be read. */
    private byte[] event(int sender, int number) {
        Events event = number % 6 == 4
                ? Events.receipt(
                        "message.finalized",
                        "+17735550002",
                        "delivered",
                        UUID.randomUUID().toString())
                : Events.received().media(mediaHost.url("/photo"));
        if (number % 6 == 1) {
            event.media(mediaHost.url("/photo"));
        }
        event.payload().withObject("/from").put("phone_number", "+1312555%02d%02d".formatted(sender, number / 2 % 100));
        String text = number % 6 == 5 ? "{" + UUID.randomUUID() : event.json();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Entry(String state, @Nullable String body) {}

    /** @param id under which it is entered */
    private record Posted(String body, String id, String sender, String messageId) {
        static Posted of(byte[] bytes) {
            String body = new String(bytes, StandardCharsets.UTF_8);
            try {
                JsonNode event = Json.MAPPER.readTree(body).path("data");
                boolean message = event.path("event_type").asText().equals("message.received");
                return new Posted(
                        body,
                        event.path("id").asText(),
                        event.at("/payload/from/phone_number").asText(),
                        message ? event.at("/payload/id").asText() : "");
            } catch (IOException e) {
                return new Posted(body, DigestUtils.sha256Hex(bytes), "", "");
            }
        }

        boolean isMessage() {
            return !messageId.isEmpty();
        }

        boolean isThere(Path disk) {
            return Files.exists(in(disk).resolve("message.json"));
        }

        void requireWhole(Path disk, byte[] photo) {
            try {
                JsonNode manifest =
                        Json.MAPPER.readTree(in(disk).resolve("message.json").toFile());
                assertThat(manifest.path("complete").asBoolean()).isTrue();
                assertThat(manifest.path("media")).isNotEmpty();
                for (int item = 0; item < manifest.path("media").size(); item++) {
                    assertThat(in(disk).resolve(item + ".jpg")).hasBinaryContent(photo);
                }
            } catch (IOException e) {
                throw new AssertionError("A message that was delivered is not whole after a power cut", e);
            }
        }

        private Path in(Path disk) {
            return disk.resolve(STORE).resolve("mms").resolve(sender).resolve(messageId);
        }
    }

    @FunctionalInterface
    private interface Cut {
        void at(RecordedDisk disk, Cuts cuts) throws IOException;
    }

    /** What the world outside knows at each cut. */
    private static final class Cuts extends RecordedDisk.Answers {
        private final String sink;
        private final Cut cut;
        private final Set<Posted> acknowledged = new LinkedHashSet<>();
        /** Messages of which the sink has heard. */
        private final Set<String> told = new TreeSet<>();

        Cuts(int port, Map<String, List<byte[]>> posted, String sink, Cut cut) {
            super(port, posted);
            this.sink = sink;
            this.cut = cut;
        }

        @Override
        protected void answered200(byte[] body) {
            acknowledged.add(Posted.of(body));
        }

        @Override
        protected void sentElsewhere(String peer, String text) {
            if (peer.equals(sink)) {
                acknowledged.stream()
                        .map(Posted::messageId)
                        .filter(id -> !id.isEmpty() && text.contains(id))
                        .forEach(told::add);
            }
        }

        @Override
        public void beforeSync(RecordedDisk disk) throws IOException {
            cut.at(disk, this);
        }
    }
}
