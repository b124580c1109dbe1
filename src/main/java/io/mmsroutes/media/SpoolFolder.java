package io.mmsroutes.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where media lie between the network and the store. What a killed process left there is of no use and removed at start. */
public final class SpoolFolder {
    private final Path folder;

    public SpoolFolder(String folder) {
        this.folder = Path.of(folder);
        try {
            Files.createDirectories(this.folder);
            try (Stream<Path> left = Files.list(this.folder)) {
                for (Path file : left.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("mms.data-dir is not usable: cannot write to " + this.folder, e);
        }
    }

    Path newFile() throws IOException {
        return Files.createTempFile(folder, "media-", ".part");
    }
}
