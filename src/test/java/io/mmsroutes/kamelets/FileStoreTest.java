package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.store.StoreFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** media-store-file-sink. */
class FileStoreTest extends MediaStoreContract {
    @TempDir
    private Path other;

    @Test
    void aBodyThatIsGoneLeavesNothingBehind() throws IOException {
        File gone = other.resolve("gone").toFile();

        assertThatThrownBy(() -> put(gone, "mms/+1/m/left.bin")).isNotNull();

        assertThat(dataDir.resolve("mms/+1/m/left.bin")).doesNotExist();
        try (Stream<Path> unfinished = Files.list(dataDir.resolve(".unfinished"))) {
            assertThat(unfinished).isEmpty();
        }
    }

    @Test
    void whatAKilledProcessLeftLongAgoIsCleared() throws IOException {
        Path store = Files.createDirectories(other.resolve("store/.unfinished"));
        Path old = Files.createFile(store.resolve("media-1.part"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path young = Files.createFile(store.resolve("media-2.part"));

        new StoreFile().store(file(1), "a", other.resolve("store").toString());

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Override
    String store() {
        return "media-store-file-sink";
    }

    @Override
    InputStream read(String location) throws IOException {
        return Files.newInputStream(Path.of(URI.create(location)));
    }
}
