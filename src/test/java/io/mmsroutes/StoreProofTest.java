package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.BucketServer;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.GcsServer;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.S3Process;
import io.mmsroutes.support.S3Server;
import io.mmsroutes.support.TelnyxAccount;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the README says of stores, at full size under -Pproof and in a short form always. Prints what it measured. */
class StoreProofTest {
    private static final long MEGABYTE = 1 << 20;
    private static final Pattern HEAP_BEFORE_COLLECTION = Pattern.compile("(\\d+)M->");

    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final int port = Ports.free();

    @AfterEach
    void closeMediaHost() {
        mediaHost.close();
    }

    @Test
    void memoryDoesNotGrowWithWhatGoesToS3() throws Exception {
        try (S3Server s3 = new S3Server(folder.resolve("s3"))) {
            carry("s3", s3, 1, 15 * MEGABYTE, "-Xmx96m");
        }
    }

    @Test
    void memoryDoesNotGrowWithWhatGoesToGoogle() throws Exception {
        try (GcsServer gcs = new GcsServer(folder.resolve("gcs"))) {
            carry("gs", gcs, 1, 15 * MEGABYTE, "-Xmx96m");
        }
    }

    @Test
    @Tag("proof")
    void aGigabyteGoesToGoogleAtOnceThroughASmallHeap() throws Exception {
        try (GcsServer gcs = new GcsServer(folder.resolve("gcs"))) {
            carry("gs", gcs, 1, 100 * MEGABYTE, "-Xmx256m");
        }
    }

    @Test
    void memoryDoesNotGrowWithWhatGoesToFiles() throws Exception {
        try (FolderServer files = new FolderServer()) {
            carry("file", files, 1, 15 * MEGABYTE, "-Xmx96m");
        }
    }

    @Test
    @Tag("proof")
    void threeGigabytesGoToFilesThroughASmallHeap() throws Exception {
        try (FolderServer files = new FolderServer()) {
            carry("file", files, 3, 100 * MEGABYTE, "-Xmx256m");
        }
    }

    @Test
    @Tag("proof")
    void aGigabyteGoesToS3AtOnceThroughASmallHeap() throws Exception {
        try (S3Server s3 = new S3Server(folder.resolve("s3"))) {
            carry("s3", s3, 1, 100 * MEGABYTE, "-Xmx256m");
        }
    }

    @Test
    void whatIsReportedStoredIsThereThoughTheServerWasKilled() throws Exception {
        killTheServer(40, 1);
    }

    @Test
    @Tag("proof")
    void fiveHundredMessagesAreStoredOnceThoughTheServerWasKilledThreeTimes() throws Exception {
        killTheServer(500, 3);
    }

    private void carry(String scheme, BucketServer store, int count, long size, String heap) throws Exception {
        serveBig(size);
        Map<String, String> settings = settings(store);
        settings.put("mms.media.max-bytes", String.valueOf(size));
        settings.put("mms.media.total-timeout", "10m");
        Path gcLog = folder.resolve("gc.log");
        List<Events> events = new ArrayList<>();
        List<JsonNode> manifests = new ArrayList<>();
        try (GatewayProcess gateway = GatewayProcess.start(
                        settings, folder.resolve("log"), heap, "-XX:+ExitOnOutOfMemoryError", "-Xlog:gc:file=" + gcLog)
                .awaitReady()) {
            for (int message = 0; message < count; message++) {
                Events event = Events.received();
                for (int item = 0; item < 10; item++) {
                    event.media(mediaHost.url("/big"));
                }
                assertThat(new TelnyxAccount(port).post(event.json()).statusCode())
                        .isEqualTo(200);
                events.add(event);
            }
            for (Events event : events) {
                manifests.add(manifest(scheme, store, event.messageId(), gateway));
            }
            assertThat(gateway.output()).doesNotContain("OutOfMemoryError");
        }
        for (JsonNode manifest : manifests) {
            assertThat(manifest.path("media")).hasSize(10);
            for (JsonNode item : manifest.path("media")) {
                assertThat(item.path("size").asLong()).isEqualTo(size);
                assertThat(sha256(store.read(item.path("location").asText())))
                        .isEqualTo(item.path("sha256").asText());
            }
        }
        long peak = HEAP_BEFORE_COLLECTION
                .matcher(Files.readString(gcLog))
                .results()
                .map(MatchResult::group)
                .mapToLong(found -> Long.parseLong(found.replaceAll("\\D", "")))
                .max()
                .orElseThrow();
        System.out.printf(
                "store=%s messages=%d with 10 media of %d MB each, heap %s: all stored, peak heap %d MB%n",
                scheme, count, size / MEGABYTE, heap, peak);
    }

    private void killTheServer(int count, int kills) throws Exception {
        for (String sample : List.of("photo.jpg", "picture.png", "clip.mp4", "contact.vcf")) {
            mediaHost.serve("/" + sample, MediaHost.sample(sample));
        }
        int s3Port = Ports.free();
        List<Events> events = new ArrayList<>();
        try (S3Process server = new S3Process(folder.resolve("s3"), s3Port);
                S3Server s3 = S3Server.elsewhere(folder.resolve("s3"), s3Port)) {
            Map<String, String> settings = settings(s3);
            settings.put("mms.media.retry-max", "2s");
            try (GatewayProcess gateway =
                    GatewayProcess.start(settings, folder.resolve("log")).awaitReady()) {
                TelnyxAccount telnyx = new TelnyxAccount(port);
                for (int i = 0; i < count; i++) {
                    Events event = mixed(i);
                    assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);
                    events.add(event);
                    if (i % (count / (kills + 1)) == count / (kills + 1) - 1 && i < count - 2) {
                        server.killAndRestart();
                    }
                }
                for (Events event : events) {
                    manifest("s3", s3, event.messageId(), gateway);
                }
                isAllThereAndNothingElse(s3, events, gateway);
                long refused = Pattern.compile("code=store-")
                        .matcher(gateway.output())
                        .results()
                        .count();
                System.out.printf(
                        "messages=%d server killed %d times, %d uploads failed: all stored, once%n",
                        count, kills, refused);
            }
        }
    }

    private Events mixed(int number) {
        Events event = Events.received().media(mediaHost.url("/photo.jpg"));
        if (number % 2 == 0) {
            event.media(mediaHost.url("/clip.mp4"));
        }
        if (number % 3 == 0) {
            event.media(mediaHost.url("/contact.vcf")).media(mediaHost.url("/picture.png"));
        }
        return event;
    }

    private void isAllThereAndNothingElse(S3Server s3, List<Events> events, GatewayProcess gateway) throws IOException {
        TreeSet<String> expected = new TreeSet<>();
        for (Events event : events) {
            JsonNode manifest = manifest("s3", s3, event.messageId(), gateway);
            assertThat(manifest.path("complete").asBoolean()).isTrue();
            expected.add(location("s3", event.messageId(), "message.json"));
            for (JsonNode item : manifest.path("media")) {
                String location = item.path("location").asText();
                expected.add(location);
                assertThat(sha256(s3.read(location)))
                        .isEqualTo(item.path("sha256").asText());
            }
        }
        List<String> there =
                s3.client().listObjectsV2Paginator(request -> request.bucket(S3Server.BUCKET)).contents().stream()
                        .map(S3Object::key)
                        // What the killed server itself had half written it now lists as <name>-<uuid>.
                        .filter(key -> !key.matches(".*\\.\\w+-[0-9a-f-]{36}"))
                        .map(key -> "s3://%s/%s".formatted(S3Server.BUCKET, key))
                        .toList();
        assertThat(there).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void serveBig(long size) {
        mediaHost.on("/big", exchange -> {
            exchange.sendResponseHeaders(200, size);
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] block = new byte[1 << 16];
                for (long sent = 0; sent < size; sent += block.length) {
                    block[0] = (byte) (sent >> 16);
                    body.write(block, 0, (int) Math.min(block.length, size - sent));
                }
            }
        });
    }

    private Map<String, String> settings(BucketServer store) {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, mediaHost.address());
        settings.putAll(store.settings());
        return settings;
    }

    /** Once it is there. */
    private JsonNode manifest(String scheme, BucketServer store, String messageId, GatewayProcess gateway) {
        String location = location(scheme, messageId, "message.json");
        return await().atMost(Duration.ofMinutes(8))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            assertThat(gateway.isAlive())
                                    .as("the gateway lives")
                                    .isTrue();
                            return read(store, location);
                        },
                        JsonNode::isObject);
    }

    private static JsonNode read(BucketServer store, String location) {
        try (InputStream in = store.read(location)) {
            return Json.MAPPER.readTree(in);
        } catch (Exception e) {
            return Json.MAPPER.missingNode(); // not there yet
        }
    }

    private static String location(String scheme, String messageId, String name) {
        return "%s://%s/mms/%s/%s/%s".formatted(scheme, BucketServer.BUCKET, Events.SENDER, messageId, name);
    }

    /** The file store, looked at as if it were a bucket. */
    private final class FolderServer implements BucketServer {
        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public InputStream read(String location) throws IOException {
            String name = location.replaceFirst("^file://(/.*/data|%s)/".formatted(BUCKET), "");
            return Files.newInputStream(folder.resolve("data").resolve(name));
        }

        @Override
        public void close() {
            // nothing runs
        }
    }

    private static String sha256(InputStream bytes) {
        try (DigestInputStream in = new DigestInputStream(bytes, Sha256.digest())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
