package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.support.GatewayHere;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.OrderedConnection;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.RecordedDisk;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The power is cut wherever one more fsync would have ended: the database opens, a request to send that was answered 200 is there, and
 * one that may have gone out to Telnyx is known for it, so that it does not go out again. Once with nothing on disk but what was synced,
 * once with more of it by chance.
 */
@Tag("one-camel")
class PowerCutSendingTest {
    private static final Logger LOG = LoggerFactory.getLogger(PowerCutSendingTest.class);
    private static final int CONNECTIONS = 4;
    private static final String API_KEY = "let-me-send";
    private static final Pattern TEXT = Pattern.compile("number \\d+(?: slow)?\\.");
    private static final Path DATA = Path.of("var/mms");

    @TempDir
    private Path folder;

    private final int port = Ports.free();

    @Test
    void whatIsAcceptedIsSentOnceOrUnknownWhereverThePowerIsCut() throws Exception {
        cutThePower(24, 1);
    }

    @Test
    @Tag("proof")
    void whatIsAcceptedIsSentOnceOrUnknownWhereverThePowerIsCutInTheLongRun() throws Exception {
        cutThePower(400, 8);
    }

    /** @param starts how many of what the cuts leave, with a call under way, is taken over by a gateway */
    private void cutThePower(int count, int starts) throws Exception {
        assumeTrue(
                RecordedDisk.isAvailable(),
                "strace is not installed, or may not trace: what a power cut leaves cannot be told here");
        Path disk = Files.createDirectory(folder.resolve("disk")).toRealPath();
        Path record = folder.resolve("record");
        Map<String, List<byte[]>> posted = new ConcurrentHashMap<>();
        String telnyxAddress;
        try (TelnyxApi telnyx = telnyx();
                GatewayProcess gateway = GatewayProcess.startBelow(
                        RecordedDisk.recorder(record), settings(disk, telnyx), folder.resolve("log"))) {
            gateway.awaitReady(Duration.ofMinutes(3));
            telnyxAddress = "127.0.0.1:" + URI.create(telnyx.url()).getPort();
            post(count, posted);
            await().atMost(Duration.ofMinutes(3)).until(() -> telnyx.requests().size() >= count);
            assertThat(texts(telnyx)).hasSize(count).doesNotHaveDuplicates();
        }
        RecordedDisk.awaitEnd(record);

        List<Integer> acceptedAtCut = new ArrayList<>();
        List<Integer> underWayAtCut = new ArrayList<>();
        Map<String, Integer> found = new TreeMap<>();
        Random chance = new Random(15);
        Path left = folder.resolve("left");
        RecordedDisk.replay(record, disk, new Cuts(port, posted, telnyxAddress, (cut, cuts) -> {
            cut.cut(left);
            Map<String, String> states = states(left);
            requireAllThere(states, cuts);
            cuts.accepted.forEach(text -> found.merge(states.get(text), 1, Integer::sum));
            if (cuts.called.stream().anyMatch(text -> "submitting".equals(states.get(text)))) {
                underWayAtCut.add(acceptedAtCut.size());
            }
            acceptedAtCut.add(cuts.accepted.size());
            cut.cut(left, chance);
            requireAllThere(states(left), cuts);
        }));
        LOG.info("requests={} cuts={} underWay={} found={}", count, acceptedAtCut.size(), underWayAtCut.size(), found);
        assertThat(acceptedAtCut).contains(0, count).hasSizeGreaterThan(count);
        assertThat(found).containsKeys("queued", "submitting", "accepted");
        assertThat(underWayAtCut).as("cuts while a call is under way").isNotEmpty();

        for (int start = 1; start <= starts; start++) {
            int cut = underWayAtCut.get(underWayAtCut.size() * (2 * start - 1) / (2 * starts));
            startAfter(cut, record, disk, new Cuts(port, posted, telnyxAddress, (one, cuts) -> {}));
        }
    }

    private void requireAllThere(Map<String, String> states, Cuts cuts) {
        assertThat(states.keySet()).as("accepted").containsAll(cuts.accepted);
        assertThat(cuts.called)
                .allSatisfy(text -> assertThat(states.get(text))
                        .as("%s went out, and would go again", text)
                        .isNotNull()
                        .isNotIn("preparing", "queued"));
    }

    /** Opens and migrates it, as a start does, and returns the states by text. */
    private static Map<String, String> states(Path left) throws IOException {
        Database database = new Database(new DatabaseConfig(left.resolve(DATA), "", "", "", 1));
        database.start();
        try {
            assertThat(database.<String>read(jdbc -> jdbc.sql("pragma integrity_check")
                            .query(String.class)
                            .single()))
                    .isEqualTo("ok");
            return database.read(jdbc -> jdbc
                    .sql("select state, request from outbound_messages")
                    .query((row, number) -> Map.entry(text(row.getString("request")), row.getString("state")))
                    .list()
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        } finally {
            database.stop();
            FileSystemUtils.deleteRecursively(left);
        }
    }

    /** A gateway takes over what is left: what may have gone out is unknown and does not go again, and all else goes once. */
    private void startAfter(int cutToTake, Path record, Path disk, Cuts world) throws Exception {
        Path left = folder.resolve("left-" + cutToTake);
        Set<String> accepted = new LinkedHashSet<>();
        Set<String> called = new TreeSet<>();
        AtomicInteger number = new AtomicInteger();
        Set<String> underWay = new TreeSet<>();
        RecordedDisk.replay(record, disk, new Cuts(port, world.posted(), world.telnyx, (cut, cuts) -> {
            if (number.getAndIncrement() == cutToTake) {
                accepted.addAll(cuts.accepted);
                called.addAll(cuts.called);
                cut.cut(left);
                states(left).forEach((text, state) -> {
                    if (state.equals("submitting")) {
                        underWay.add(text);
                    }
                });
                cut.cut(left);
            }
        }));
        Set<String> rest = new TreeSet<>(accepted);
        rest.removeAll(called);
        rest.removeAll(underWay); // the cut came before the call, which the disk cannot tell
        try (TelnyxApi telnyx = telnyx();
                GatewayHere gateway = GatewayHere.start(settings(left, telnyx))) {
            gateway.awaitReady();
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(gateway.output().split("code=gateway-died", -1))
                            .hasSizeGreaterThan(underWay.size()));
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(texts(telnyx)).containsAll(rest));
            assertThat(texts(telnyx)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(underWay);
        }
        LOG.info(
                "Started after cut {}, accepted={} called={} underWay={} rest={}",
                cutToTake,
                accepted.size(),
                called.size(),
                underWay.size(),
                rest.size());
        Map<String, String> states = states(left);
        assertThat(accepted)
                .allSatisfy(text -> assertThat(states.get(text))
                        .as(text)
                        .isEqualTo(underWay.contains(text) ? "unknown" : "accepted"));
    }

    private static List<String> texts(TelnyxApi telnyx) {
        return telnyx.calls("number ").stream()
                .map(call -> call.path("text").asText())
                .toList();
    }

    private static TelnyxApi telnyx() {
        TelnyxApi telnyx = new TelnyxApi();
        telnyx.answer(" slow.", TelnyxApi.taken().withFixedDelay(1_000));
        return telnyx;
    }

    private Map<String, String> settings(Path disk, TelnyxApi telnyx) {
        Map<String, String> settings = GatewayProcess.settings(disk.resolve(DATA), port, "127.0.0.1:1");
        settings.putAll(Map.of(
                "mms.api-key",
                API_KEY,
                "telnyx.api-url",
                telnyx.url(),
                "mms.rate-limit.account",
                "200/s",
                "mms.rate-limit.toll-free",
                "200/s",
                "mms.send.connect-timeout",
                "2s",
                "mms.send.response-timeout",
                "20s",
                "mms.send.preflight-timeout",
                "2s",
                "mms.send.reconcile-interval",
                "1s"));
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
                        byte[] body = request(sender, n);
                        int status = connection.postMessage(body, API_KEY);
                        for (int again = 0; status == 503 && again < 20; again++) {
                            connection.close(); // a disk that is busy; whoever is told so comes again
                            connection = connect(posted);
                            status = connection.postMessage(body, API_KEY);
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

    /** Some are answered late, so that calls are under way at many cuts; some have media that are looked at before. */
    private static byte[] request(int sender, int number) {
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("from", "+1888555000" + sender)
                .put("to", "+1773555%04d".formatted(number))
                .put("text", "number %d%s.".formatted(1_000 * (sender + 1) + number, number % 3 == 1 ? " slow" : ""));
        if (number % 6 == 4) {
            request.putArray("media_urls").add("http://127.0.0.1:1/photo.jpg");
        }
        return request.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String request) {
        try {
            return Json.MAPPER.readTree(request).path("text").asText();
        } catch (IOException e) {
            throw new AssertionError("The database holds a request that is none after a power cut", e);
        }
    }

    @FunctionalInterface
    private interface Cut {
        void at(RecordedDisk disk, Cuts cuts) throws IOException;
    }

    /** What the world outside knows at each cut, as texts of messages. */
    private static final class Cuts extends RecordedDisk.Answers {
        private final String telnyx;
        private final Cut cut;
        private final Set<String> accepted = new LinkedHashSet<>();
        /** Of which a part may have reached Telnyx. */
        private final Set<String> called = new TreeSet<>();

        Cuts(int port, Map<String, List<byte[]>> posted, String telnyx, Cut cut) {
            super(port, posted);
            this.telnyx = telnyx;
            this.cut = cut;
        }

        @Override
        protected void answered200(byte[] body) {
            accepted.add(text(new String(body, StandardCharsets.UTF_8)));
        }

        @Override
        protected void sentElsewhere(String peer, String words) {
            if (peer.equals(telnyx)) {
                Matcher text = TEXT.matcher(words);
                while (text.find()) {
                    called.add(text.group());
                }
            }
        }

        @Override
        public void beforeSync(RecordedDisk disk) throws IOException {
            cut.at(disk, this);
        }
    }
}
