package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFolderTest {
    private static final Clock NOW = Clock.systemUTC();

    @TempDir
    Path folder;

    @Test
    void aFolderOfOneProcessIsEmptiedAtStart() throws IOException {
        Path left = Files.createFile(folder.resolve("left"));

        new SpoolFolder(folder.toString());

        assertThat(left).doesNotExist();
    }

    @Test
    void aSharedFolderKeepsWhatOthersMayBeUsing() throws IOException {
        Path used = Files.createFile(folder.resolve("used"));
        Path left = Files.createFile(folder.resolve("left"));
        Files.setLastModifiedTime(left, FileTime.from(NOW.instant().minus(Duration.ofHours(1))));

        SpoolFolder.shared(folder.toString(), Duration.ofMinutes(15), NOW);

        assertThat(used).exists();
        assertThat(left).doesNotExist();
    }

    @Test
    void aFileOfASharedFolderIsGoneAfterItsTime() throws IOException {
        Later later = new Later();
        SpoolFolder spool = SpoolFolder.shared(folder.toString(), Duration.ofMinutes(15), later);
        Path first = spool.newFile();

        later.by = Duration.ofMinutes(14);
        Path second = spool.newFile();
        boolean keptFor14Minutes = Files.exists(first);
        later.by = Duration.ofMinutes(16);
        Path third = spool.newFile();

        assertThat(keptFor14Minutes).isTrue();
        assertThat(first).doesNotExist();
        assertThat(second).doesNotExist();
        assertThat(third).exists();
    }

    private static final class Later extends Clock {
        private Duration by = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return NOW.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return NOW.instant().plus(by);
        }
    }
}
