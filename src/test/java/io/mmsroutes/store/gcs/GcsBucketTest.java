package io.mmsroutes.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.contrib.nio.testing.LocalStorageHelper;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.GcsAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The upload against Google's own stand-in for its storage, which lives in memory, and links to Google itself. GcsStoreTest
 * shows the rest, and opens links to a server of the same protocol.
 */
class GcsBucketTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Storage storage = LocalStorageHelper.customOptions(false).getService();
    private final GcsBucket bucket = new GcsBucket(storage, "acme-mms", "gs", "");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3_000_000})
    void theBytesTheTypeAndTheMetadataAreThere(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("body"), bytes);

        bucket.store(file.toFile(), "mms/+1/m/0.jpg", "image/jpeg", "m-1", "0a1b", "ff00");

        Blob there = storage.get(BlobId.of("acme-mms", "mms/+1/m/0.jpg"));
        assertThat(there.getContent()).isEqualTo(bytes);
        assertThat(there.getContentType()).isEqualTo("image/jpeg");
        assertThat(there.getContentEncoding()).isNull();
        assertThat(there.getCacheControl()).isNull();
        assertThat(there.getMetadata())
                .containsEntry("message-id", "m-1")
                .containsEntry("from-hash", "0a1b")
                .containsEntry("sha256", "ff00");
    }

    @Test
    void whatIsNotKnownIsNotSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("body"), "x");

        bucket.store(file.toFile(), "message.json", "application/json", null, "", null);

        assertThat(storage.get(BlobId.of("acme-mms", "message.json")).getMetadata())
                .isNullOrEmpty();
    }

    @Test
    void aLinkLeadsToGoogleForAsManySecondsAsItTakes() throws IOException {
        Path key = new GcsAccount().keyFile(folder.resolve("key.json"), URI.create("https://oauth2.example.com/token"));
        Storage google = GcsClient.connect(key.toString(), "", "", TIMEOUT);

        String link = new GcsBucket(google, "acme-mms", "gs", "").link("mms/+1/m/a b.jpg", 1_001);

        assertThat(link)
                .startsWith("https://storage.googleapis.com/acme-mms/mms/%2B1/m/a%20b.jpg?")
                .contains("X-Goog-Algorithm=GOOG4-RSA-SHA256", "X-Goog-Expires=2&");
    }

    @Test
    void whoeverHasNoKeyCannotSign() {
        String endpoint = "http://127.0.0.1:1";
        Storage emulator = GcsClient.connect("none", endpoint, "", TIMEOUT);

        assertThatExceptionOfType(TryLater.class)
                .isThrownBy(() -> new GcsBucket(emulator, "acme-mms", "gs", endpoint).link("a", 1_000))
                .withMessageContaining("acme-mms")
                .withMessageContaining("camel.kamelet.media-store-gcs-sink.keyFile")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("store-denied"));
    }

    @ParameterizedTest
    @CsvSource({
        "gs, '', gs://acme-mms/mms/+1/m/a b.jpg",
        "'', '', gs://acme-mms/mms/+1/m/a b.jpg",
        "gs, http://localhost:4443, gs://acme-mms/mms/+1/m/a b.jpg",
        "url, '', https://storage.googleapis.com/acme-mms/mms/%2B1/m/a%20b.jpg",
        "url, http://localhost:4443/, http://localhost:4443/acme-mms/mms/%2B1/m/a%20b.jpg",
    })
    void aLocationIsAsItIsWanted(String style, String endpoint, String location) {
        assertThat(new GcsBucket(storage, "acme-mms", style, endpoint).location("mms/+1/m/a b.jpg"))
                .isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "GS"})
    void anotherStyleIsRefused(String style) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GcsBucket(storage, "acme-mms", style, ""))
                .withMessage("camel.kamelet.media-store-gcs-sink.locationStyle is %s, but can only be gs or url."
                        .formatted(style));
    }
}
