package io.mmsroutes.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.contrib.nio.testing.LocalStorageHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The upload against Google's own stand-in for its storage, which lives in memory. GcsStoreTest shows the rest. */
class StoreOnGcsTest {
    private final Storage storage = LocalStorageHelper.customOptions(false).getService();
    private final StoreOnGcs storeOnGcs = new StoreOnGcs(storage, "acme-mms");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3_000_000})
    void theBytesTheTypeAndTheMetadataAreThere(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("body"), bytes);

        storeOnGcs.store(file.toFile(), "mms/+1/m/0.jpg", "image/jpeg", "m-1", "0a1b", "ff00");

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

        storeOnGcs.store(file.toFile(), "message.json", "application/json", null, "", null);

        assertThat(storage.get(BlobId.of("acme-mms", "message.json")).getMetadata())
                .isNullOrEmpty();
    }
}
