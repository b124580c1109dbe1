package io.mmsroutes;

import static java.util.Objects.requireNonNull;
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
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What docs/reliability.md says of stores, at full size under -Pproof and in a short form always. Prints what it measured. */
@Tag("one-camel")
class StoreProofTest {
    private static final long MEGABYTE = 1 << 20;
    private static final String FILES = "media-store-file-sink";
    private static final String S3 = "media-store-s3-sink";
    private static final String GOOGLE = "media-store-gcs-sink";
    private static final Map<String, String> SCHEMES = Map.of(FILES, "file", S3, "s3", GOOGLE, "gs");
    /** Of a PNG, an MP4 and an MP3: an image, a video and an audio by their bytes. */
    private static final List<String> BEGINNINGS =
            List.of("89504e470d0a1a0a0000000d49484452", "000000186674797069736f6d00000200", "49443303000000000000");

    /** In MB, before a collection, whatever there is to be had. */
    private static final long MAX_HEAP = 100;

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
    void memoryDoesNotGrowWithMediaWhateverTheStore() throws Exception {
        carry(Map.of("default", FILES, "image", FILES, "video", S3, "audio", GOOGLE), 1, 15 * MEGABYTE, "-Xmx96m");
    }

    @Test
    @Tag("proof")
    void threeGigabytesGoToFilesThroughASmallHeap() throws Exception {
        carry(Map.of("default", FILES), 3, 100 * MEGABYTE, "-Xmx256m");
    }

    @Test
    @Tag("proof")
    void threeGigabytesGoToS3AtOnceThroughASmallHeap() throws Exception {
        carry(Map.of("default", S3), 3, 100 * MEGABYTE, "-Xmx256m");
    }

    @Test
    @Tag("proof")
    void threeGigabytesGoToGoogleAtOnceThroughASmallHeap() throws Exception {
        carry(Map.of("default", GOOGLE), 3, 100 * MEGABYTE, "-Xmx256m");
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

    private void deliver(Events event) {
        assertThat(new WebhookSender(port).deliver(event.json()).statusCode()).isEqualTo(200);
    }

    /** @param stores Kamelet by kind of media */
    private void carry(Map<String, String> stores, int count, long size, String heap) throws Exception {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, mediaHost.address());
        settings.put("mms.media.max-bytes", String.valueOf(size));
        settings.put("mms.media.total-timeout", "10m");
        Path gcLog = folder.resolve("gc.log");
        int s3Port = Ports.free();
        try (S3Process server = new S3Process(folder.resolve("s3"), s3Port, "3g");
                S3Server s3 = S3Server.elsewhere(folder.resolve("s3"), s3Port);
                GcsServer gcs = new GcsServer(folder.resolve("gcs"))) {
            settings.putAll(s3.settings());
            settings.putAll(gcs.settings());
            stores.forEach((kind, store) -> settings.put("mms.store." + kind, store));
            Map<String, BucketServer> byScheme = Map.of("file", new FolderServer(), "s3", s3, "gs", gcs);
            String scheme = SCHEMES.getOrDefault(String.valueOf(stores.get("default")), "file");
            BucketServer manifestStore = requireNonNull(byScheme.get(scheme));
            List<JsonNode> manifests = new ArrayList<>();
            try (GatewayProcess gateway = GatewayProcess.start(
                            settings,
                            folder.resolve("log"),
                            heap,
                            "-XX:+ExitOnOutOfMemoryError",
                            "-Xlog:gc:file=" + gcLog)
                    .awaitReady()) {
                List<Events> events = new ArrayList<>();
                for (int message = 0; message < count; message++) {
                    events.add(tenBigMedia(size));
                }
                for (Events event : events) {
                    manifests.add(manifest(scheme, manifestStore, event.messageId(), gateway));
                }
                assertThat(gateway.output()).doesNotContain("OutOfMemoryError");
                assertThat(server.isAlive()).as("the S3 server lives").isTrue();
            }
            Set<String> used = new TreeSet<>();
            for (JsonNode manifest : manifests) {
                assertThat(manifest.path("media")).hasSize(10);
                for (JsonNode item : manifest.path("media")) {
                    String location = item.path("location").asText();
                    BucketServer store = requireNonNull(byScheme.get(location.replaceFirst(":.*", "")));
                    used.add(location.replaceFirst(":.*", ""));
                    assertThat(item.path("size").asLong()).isEqualTo(size);
                    assertThat(sha256(store.read(location)))
                            .isEqualTo(item.path("sha256").asText());
                }
            }
            assertThat(used).hasSize(Set.copyOf(stores.values()).size());
            System.out.printf(
                    "stores=%s messages=%d with 10 media of %d MB each, heap %s: all stored, peak heap %d MB%n",
                    used, count, size / MEGABYTE, heap, peak(gcLog));
            assertThat(peak(gcLog)).as("peak heap in MB").isLessThanOrEqualTo(MAX_HEAP);
        }
    }

    private static long peak(Path gcLog) throws IOException {
        return HEAP_BEFORE_COLLECTION
                .matcher(Files.readString(gcLog))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .max()
                .orElseThrow();
    }

    private Events tenBigMedia(long size) {
        Events event = Events.received();
        for (int item = 0; item < 10; item++) {
            String path = "/big-" + item % BEGINNINGS.size();
            serveBig(path, BEGINNINGS.get(item % BEGINNINGS.size()), size);
            event.media(mediaHost.url(path));
        }
        deliver(event);
        return event;
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
                    GatewayProcess.startLight(settings, folder.resolve("log")).awaitReady()) {
                for (int i = 0; i < count; i++) {
                    Events event = mixed(i);
                    deliver(event);
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
                if (item.has("card")) {
                    expected.add(item.path("card").asText());
                }
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

    private void serveBig(String path, String beginning, long size) {
        mediaHost.on(path, exchange -> {
            exchange.sendResponseHeaders(200, size);
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] block = Arrays.copyOf(HexFormat.of().parseHex(beginning), 1 << 16);
                for (long sent = 0; sent < size; sent += block.length) {
                    block[block.length - 1] = (byte) (sent >> 16);
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
        try (DigestInputStream in = new DigestInputStream(bytes, DigestUtils.getSha256Digest())) {
            in.transferTo(OutputStream.nullOutputStream());
            return Hex.encodeHexString(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
