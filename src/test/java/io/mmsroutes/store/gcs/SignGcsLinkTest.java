package io.mmsroutes.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.cloud.storage.Storage;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.GcsAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links to Google itself; GcsStoreTest opens those to a server of the same protocol. */
class SignGcsLinkTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void aLinkLeadsToGoogleForAsManySecondsAsItTakes() throws IOException {
        Path key = new GcsAccount().keyFile(folder.resolve("key.json"), URI.create("https://oauth2.example.com/token"));
        Storage google = GcsClient.connect(key.toString(), "", "", TIMEOUT);

        String link = new SignGcsLink(google, "acme-mms", "").sign("mms/+1/m/a b.jpg", 1_001);

        assertThat(link)
                .startsWith("https://storage.googleapis.com/acme-mms/mms/%2B1/m/a%20b.jpg?")
                .contains("X-Goog-Algorithm=GOOG4-RSA-SHA256", "X-Goog-Expires=2&");
    }

    @Test
    void whoeverHasNoKeyCannotSign() {
        String endpoint = "http://127.0.0.1:1";
        Storage emulator = GcsClient.connect("none", endpoint, "", TIMEOUT);

        assertThatExceptionOfType(TryLater.class)
                .isThrownBy(() -> new SignGcsLink(emulator, "acme-mms", endpoint).sign("a", 1_000))
                .withMessageContaining("acme-mms")
                .withMessageContaining("camel.kamelet.media-store-gcs-sink.keyFile")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("store-denied"));
    }
}
