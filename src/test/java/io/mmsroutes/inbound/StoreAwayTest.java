package io.mmsroutes.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** A store that takes nothing for a while: what was fetched once waits for it in the spool. */
class StoreAwayTest extends GatewayTestSupport {
    private static final byte[] PHOTO = MediaHost.sample("photo.jpg");
    private static final long ROOM_FOR = 4;

    private final Path store = dataDir.resolve("images");
    private final String number = "+1312555"
            + UUID.randomUUID().toString().replaceAll("\\D", "").concat("0000").substring(0, 4);

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.store.image",
                "media-store-file-sink?directory=" + store,
                "mms.media.give-up-after",
                "4s",
                "mms.spool.max-bytes",
                String.valueOf(ROOM_FOR * PHOTO.length));
    }

    /** A file where the folder of the store has to be: every write fails. */
    @BeforeEach
    void takeTheStoreAway() throws IOException {
        FileSystemUtils.deleteRecursively(store);
        Files.writeString(store, "in the way");
    }

    @AfterEach
    void cleanUp() throws IOException {
        bringTheStoreBack();
        await().until(() -> spooled().isEmpty() || spooled().stream().noneMatch(file -> file.endsWith(".part")));
        try (Stream<Path> left = Files.list(dataDir.resolve("spool"))) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Test
    void eachPictureIsFetchedOnceHoweverLongTheStoreIsAway() throws IOException {
        List<String> paths = List.of(served(), served(), served());
        Events event = event(paths);

        double before = failures();
        telnyx.deliver(event.json());
        await().until(() -> failures() > before + 12);
        bringTheStoreBack();

        assertComplete(event);
        assertThat(paths).allSatisfy(path -> assertThat(mediaHost.asked(path)).isEqualTo(1));
        await().untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    @Test
    void aPictureInHandIsStoredAlsoAfterItsLinkHasExpired() throws IOException {
        String path = served();
        Events event = event(List.of(path));

        telnyx.deliver(event.json());
        awaitFetched(1);
        mediaHost.status(path, 403);
        bringTheStoreBack();

        assertComplete(event);
        assertThat(mediaHost.asked(path)).isEqualTo(1);
    }

    @Test
    void aReplayGoesOnFromWhatWasFetched() throws IOException {
        String path = served();
        Events event = event(List.of(path));
        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().toString().contains(event.messageId()));
        assertThat(manifest(number, event.messageId()).at("/media/0/code").asText())
                .isEqualTo("store-failed");
        mediaHost.status(path, 404);
        bringTheStoreBack();

        post(
                port,
                "/admin/replay",
                "{\"messageId\":\"%s\"}".formatted(event.messageId()),
                "authorization",
                "Bearer " + ADMIN_KEY);

        assertComplete(event);
        assertThat(mediaHost.asked(path)).isEqualTo(1);
        await().untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    @Test
    void whatWasCutOrAlteredInTheSpoolIsFetchedAgain() throws IOException {
        String cut = served();
        String altered = served();
        Events event = event(List.of(cut, altered));
        telnyx.deliver(event.json());
        awaitFetched(2);
        try (Stream<Path> files = Files.list(dataDir.resolve("spool"))) {
            List<Path> both = files.sorted().toList();
            Files.write(both.get(0), java.util.Arrays.copyOf(PHOTO, 100));
            Files.write(both.get(1), "other bytes".getBytes(UTF_8));
        }

        await().until(() -> mediaHost.asked(cut) == 2 && mediaHost.asked(altered) == 2);
        bringTheStoreBack();

        assertComplete(event);
    }

    @Test
    void aSpoolThatIsLostIsFetchedAgain() throws IOException {
        String path = served();
        Events event = event(List.of(path));
        telnyx.deliver(event.json());
        awaitFetched(1);
        try (Stream<Path> files = Files.list(dataDir.resolve("spool"))) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }

        await().until(() -> mediaHost.asked(path) > 1);
        bringTheStoreBack();

        assertComplete(event);
    }

    @Test
    void theSpoolKeepsToItsBoundAndNothingIsLost() throws IOException {
        List<Events> events = Stream.generate(() -> event(List.of(served(), served(), served())))
                .limit(4)
                .toList();

        double before = failures();
        events.forEach(event -> telnyx.deliver(event.json()));
        await().until(() -> failures() > before + 36);
        // What is under way besides is let through; once the round has ended, the bound holds.
        await().untilAsserted(() -> assertThat(spooled().size()).isLessThanOrEqualTo((int) ROOM_FOR));
        bringTheStoreBack();

        events.forEach(this::assertComplete);
        await().untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    @Test
    void eraseTakesWhatWaitsInTheSpool() throws IOException {
        Events event = event(List.of(served()));
        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().toString().contains(event.messageId()));
        assertThat(spooled()).hasSize(1).allSatisfy(name -> assertThat(name).doesNotContain(number.substring(1)));

        post(port, "/admin/erase", "{\"number\":\"%s\"}".formatted(number), "authorization", "Bearer " + ADMIN_KEY);
        assertThat(spooled()).isEmpty();
        bringTheStoreBack();
        post(port, "/admin/erase", "{\"number\":\"%s\"}".formatted(number), "authorization", "Bearer " + ADMIN_KEY);

        assertThat(spooled()).isEmpty();
        assertThat(deadLetters().toString()).doesNotContain(event.messageId());
    }

    private void bringTheStoreBack() throws IOException {
        if (Files.isRegularFile(store)) {
            Files.delete(store);
        }
    }

    private void assertComplete(Events event) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(manifest(number, event.messageId())
                                .path("complete")
                                .asBoolean())
                        .isTrue());
        JsonNode media = manifest(number, event.messageId()).path("media");
        assertThat(media)
                .isNotEmpty()
                .allSatisfy(item -> assertThat(Path.of(
                                java.net.URI.create(item.path("location").asText())))
                        .hasBinaryContent(PHOTO));
    }

    private double failures() {
        return metric("mms_media_failed_total");
    }

    private List<String> spooled() {
        try (Stream<Path> files = Files.list(dataDir.resolve("spool"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("manifest-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole: what is still written would overwrite what the test writes. */
    private void awaitFetched(int count) {
        await().until(() ->
                spooled().stream().filter(name -> name.endsWith(".media")).count() == count);
    }

    private String served() {
        String path = "/" + UUID.randomUUID();
        mediaHost.serve(path, PHOTO);
        return path;
    }

    private Events event(List<String> paths) {
        Events event = Events.received();
        paths.forEach(
                path -> event.media(mediaHost.url(path), "image/jpeg", PHOTO.length, DigestUtils.sha256Hex(PHOTO)));
        event.payload().putObject("from").put("phone_number", number);
        return event;
    }
}
