package io.mmsroutes.media;

import io.mmsroutes.disk.FlushToDisk;
import io.mmsroutes.inbound.PhoneNumber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where media are between the network and the store. What was fetched whole has a name that says whose it is and what its hash
 * is: the next attempt finds it, also after a restart. What a killed process left besides is of no use and removed.
 */
public final class SpoolFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFolder.class);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
    /** Of an item, and then the hash of its bytes. */
    private static final Pattern FETCHED = Pattern.compile("([0-9a-f]{16}-[0-9a-f]{32}-\\d{1,9}-)[0-9a-f]{64}\\.media");
    /** A message that is tried asks for its files within mms.media.retry-max; a dead letter is replayed within days, or not at all. */
    private static final Duration TRIED = Duration.ofHours(2);

    private static final Duration LONGEST = Duration.ofDays(7);

    private final Path folder;
    private final @Nullable Duration keep;
    private final long maxBytes;
    private final Clock clock;
    /** Name and size of each fetched file. */
    private final NavigableMap<String, Long> fetched = new ConcurrentSkipListMap<>();

    private final AtomicLong begun = new AtomicLong();

    private volatile Instant nextSweep;
    private volatile Instant nextWarning;

    /** @param folder of this process alone, emptied here; who takes a file out of it discards it */
    public SpoolFolder(String folder) {
        this(folder, 0);
    }

    /**
     * @param folder of this process alone; what was fetched stays, and all else is removed here
     * @param maxBytes of files that wait for their store; never more than half of what the disk has free
     */
    public SpoolFolder(String folder, long maxBytes) {
        this(Path.of(folder), null, maxBytes, Clock.systemUTC());
    }

    private SpoolFolder(Path folder, @Nullable Duration keep, long maxBytes, Clock clock) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("mms.spool.max-bytes must be 0 or more.");
        }
        this.folder = folder;
        this.keep = keep;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.nextSweep = clock.instant().plus(BETWEEN_SWEEPS);
        this.nextWarning = clock.instant();
        try {
            Files.createDirectories(folder);
            if (keep == null) {
                closeToOthers(folder);
            }
            sweep(keep == null ? Instant.MAX : clock.instant().minus(keep));
            makeRoom(Duration.ZERO);
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
        return new SpoolFolder(place, keep, 0, clock);
    }

    Path newFile() throws IOException {
        if (isTimeToSweep()) {
            if (keep != null) {
                sweep(clock.instant().minus(keep));
            }
            makeRoom(TRIED);
        }
        return keep == null
                ? folder.resolve("media-" + begun.incrementAndGet() + ".part")
                : Files.createTempFile(folder, "media-", ".part");
    }

    /** The files are as others may read them, since a store may give them a second name; so nobody else enters the folder. */
    private static void closeToOthers(Path folder) {
        try {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            LOG.warn(
                    "The folder for media under way stays as open as it is: {}",
                    e.getClass().getSimpleName());
        }
    }

    /** Gives a file that is whole the name by which it is found again. */
    Path fetched(Path part, String item, String sha256, long size) throws IOException {
        String name = item + sha256 + ".media";
        Path whole = Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        fetched.put(name, size);
        return whole;
    }

    /** What there is of an item. */
    List<Path> find(String item) {
        return fetched.subMap(item, item + Character.MAX_VALUE).keySet().stream()
                .map(folder::resolve)
                .toList();
    }

    /** Makes a fetched file wait for its store, if there is room; it is fetched again otherwise. */
    void keep(Path file) {
        try {
            if (!fetched.containsKey(file.getFileName().toString())) {
                remove(file);
                return;
            }
            if (isTimeToSweep()) {
                makeRoom(TRIED);
            }
            if (bytes() > limit()) {
                warn("It is full: mend the store, or raise mms.spool.max-bytes.");
                remove(file);
                return;
            }
            FlushToDisk.file(file);
            FlushToDisk.folder(folder);
        } catch (IOException e) {
            warn("It cannot be written: %s.".formatted(e.getClass().getSimpleName()));
        }
    }

    private void warn(String why) {
        if (clock.instant().isAfter(nextWarning)) {
            nextWarning = clock.instant().plus(BETWEEN_SWEEPS);
            LOG.warn("The spool does not keep all that waits for its store, some is fetched again. {}", why);
        }
    }

    /** Somebody goes on from it. */
    void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }

    /** Removes a file, and what else was fetched of the same item. */
    void discard(Path file) throws IOException {
        Matcher name = FETCHED.matcher(file.getFileName().toString());
        Set<Path> all = new LinkedHashSet<>(name.matches() ? find(name.group(1)) : List.of());
        all.add(file);
        for (Path one : all) {
            remove(one);
        }
    }

    void remove(Path file) throws IOException {
        fetched.remove(file.getFileName().toString());
        Files.deleteIfExists(file);
    }

    /** Removes what a number sent and no store has taken yet. */
    public void erase(PhoneNumber number) throws IOException {
        for (Path file : find(number.hash() + "-")) {
            remove(file);
        }
    }

    private boolean isTimeToSweep() {
        boolean due = clock.instant().isAfter(nextSweep);
        if (due) {
            nextSweep = clock.instant().plus(BETWEEN_SWEEPS);
        }
        return due;
    }

    private long bytes() {
        return fetched.values().stream().mapToLong(Long::longValue).sum();
    }

    private long limit() throws IOException {
        return Math.min(maxBytes, (Files.getFileStore(folder).getUsableSpace() + bytes()) / 2);
    }

    /** @param spared how long a file stays in any case */
    private void makeRoom(Duration spared) throws IOException {
        Instant now = clock.instant();
        List<Used> oldestFirst = fetched.entrySet().stream()
                .map(entry -> new Used(
                        folder.resolve(entry.getKey()), lastUsed(folder.resolve(entry.getKey())), entry.getValue()))
                .sorted(Comparator.comparing(Used::at))
                .toList();
        long tooMuch = bytes() - limit();
        for (Used file : oldestFirst) {
            Duration unused = Duration.between(file.at(), now);
            if (unused.compareTo(LONGEST) > 0 || (tooMuch > 0 && unused.compareTo(spared) >= 0)) {
                remove(file.path());
                tooMuch -= file.bytes();
            }
        }
    }

    private void sweep(Instant olderThan) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (maxBytes > 0 && FETCHED.matcher(name).matches()) {
                    fetched.put(name, Files.size(file));
                } else if (lastUsed(file).isBefore(olderThan)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Never for a file that is gone: another process swept it. */
    private static Instant lastUsed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MAX;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Used(Path path, Instant at, long bytes) {}
}
