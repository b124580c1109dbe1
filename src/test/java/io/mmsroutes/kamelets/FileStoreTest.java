package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.store.StoredFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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

        new StoredFiles().store(file(1), "a", other.resolve("store").toString(), false);

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void aFileOfTheSpoolGetsASecondNameAndIsNotCopied() throws IOException {
        File spooled = file(5_000);

        Path stored = store(spooled, "mms/+1/m/0.bin", true);

        assertThat(key(stored)).isEqualTo(key(spooled.toPath()));
        Files.delete(spooled.toPath());
        assertThat(stored).hasSize(5_000);
    }

    @Test
    void aFileOfOthersIsCopiedSinceTheyMayWriteToIt() throws IOException {
        File body = file(5_000);

        Path stored = store(body, "mms/+1/m/1.bin", false);
        Files.writeString(body.toPath(), "anew");

        assertThat(key(stored)).isNotEqualTo(key(body.toPath()));
        assertThat(stored).hasSize(5_000);
    }

    @Test
    void theSameFileTwiceAndAnotherInItsPlace() throws IOException {
        File first = file(10);
        File second = file(20);

        Path stored = store(first, "mms/+1/m/2.bin", true);
        assertThat(store(first, "mms/+1/m/2.bin", true)).isEqualTo(stored);
        store(second, "mms/+1/m/2.bin", true);

        assertThat(stored).hasSize(20);
        assertThat(first).hasSize(10);
        try (Stream<Path> unfinished = Files.list(other.resolve("store/.unfinished"))) {
            assertThat(unfinished).isEmpty();
        }
    }

    @Test
    void aFolderThatWasErasedIsMadeAgain() throws IOException {
        store(file(1), "mms/+1/gone/0.bin", true);
        new StoredFiles().erase("mms/+1/gone/0.bin", other.resolve("store").toString());

        assertThat(store(file(2), "mms/+1/gone/0.bin", true)).hasSize(2);
    }

    private Path store(File body, String key, boolean spooled) throws IOException {
        return Path.of(URI.create(
                new StoredFiles().store(body, key, other.resolve("store").toString(), spooled)));
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
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
