package io.mmsroutes.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where media lie between the network and the store. What a killed process left there is of no use and removed. */
public final class SpoolFolder {
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final Path folder;
    private final @Nullable Duration keep;
    private final Clock clock;
    private volatile Instant nextSweep;

    /** @param folder of this process alone, emptied here; who takes a file out of it discards it */
    public SpoolFolder(String folder) {
        this(Path.of(folder), null, Clock.systemUTC());
    }

    private SpoolFolder(Path folder, @Nullable Duration keep, Clock clock) {
        this.folder = folder;
        this.keep = keep;
        this.clock = clock;
        this.nextSweep = clock.instant().plus(BETWEEN_SWEEPS);
        try {
            Files.createDirectories(folder);
            sweep(keep == null ? Instant.MAX : clock.instant().minus(keep));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder for media under way is not usable: " + folder, e);
        }
    }

    /**
     * For routes of other applications, which hand a file to whom they like.
     *
     * @param folder that other processes may use too; empty for one in the system's temporary folder
     * @param keep how long a file stays
     */
    public static SpoolFolder shared(String folder, Duration keep, Clock clock) {
        Path place = folder.isEmpty() ? Path.of(System.getProperty("java.io.tmpdir"), "mms-routes") : Path.of(folder);
        return new SpoolFolder(place, keep, clock);
    }

    Path newFile() throws IOException {
        if (keep != null && clock.instant().isAfter(nextSweep)) {
            nextSweep = clock.instant().plus(BETWEEN_SWEEPS);
            sweep(clock.instant().minus(keep));
        }
        return Files.createTempFile(folder, "media-", ".part");
    }

    private void sweep(Instant olderThan) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (isOlder(file, olderThan)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isOlder(Path file, Instant than) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(than);
        } catch (NoSuchFileException e) {
            return false; // another process swept it
        }
    }
}
