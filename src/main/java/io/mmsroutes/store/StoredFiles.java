package io.mmsroutes.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import io.mmsroutes.disk.FlushToDisk;
import io.mmsroutes.failure.Rejected;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files under their keys below a folder: put there whole or not at all, and on the disk before it says so. Where one is removed, the
 * folders that hold nothing any more go too, up to that of the store.
 */
public final class StoredFiles {
    /** Files being written lie here, so that nothing half-written is ever seen among the media. */
    private static final String UNFINISHED = ".unfinished";

    private static final Duration FORGOTTEN = Duration.ofDays(1);
    /** In the names of unfinished files, for another gateway may write to the same folder. */
    private static final UUID PROCESS = UUID.randomUUID();

    private static final AtomicLong BEGUN = new AtomicLong();
    /** Folders looked through since this process began. */
    private static final Set<Path> CLEARED = ConcurrentHashMap.newKeySet();

    /**
     * Returns {@code file:///…}. The same key twice replaces the first.
     *
     * @param spooled true where nobody writes to the body any more, so it gets a second name here where it is on the same disk, and is not copied
     * @throws Rejected {@code name-outside} for a key that leads out of the folder
     */
    public String store(File body, String key, String directory, @Nullable Boolean spooled) throws IOException {
        StoreFolder store = StoreFolder.of(directory);
        Path target = store.file(key);
        Path folder = requireNonNull(target.getParent());
        store.make(folder);
        boolean shared = Boolean.TRUE.equals(spooled);
        if (shared) {
            FlushToDisk.file(body.toPath());
        }
        if (!shared || !link(body.toPath(), target)) {
            replace(store.root(), body.toPath(), target, shared);
        }
        FlushToDisk.folder(folder);
        return target.toUri().toString();
    }

    /** Written aside, or linked there, and moved into place: what was there is whole until then. */
    private static void replace(Path root, Path body, Path target, boolean shared) throws IOException {
        Path part = unfinished(root).resolve("media-%s-%s.part".formatted(PROCESS, BEGUN.incrementAndGet()));
        try {
            if (!shared || !link(body, part)) {
                copy(body, part);
                FlushToDisk.file(part);
            }
            Files.move(part, target, ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part); // also where it is the target already, since then nothing is moved
        }
    }

    private static Path unfinished(Path root) throws IOException {
        Path unfinished = root.resolve(UNFINISHED);
        if (!Files.isDirectory(unfinished)) {
            Files.createDirectories(unfinished);
        }
        if (CLEARED.add(unfinished)) {
            clear(unfinished);
        }
        return unfinished;
    }

    /** False where it cannot be: there is such a file, it is another disk, or one that knows no second names. */
    private static boolean link(Path source, Path name) throws IOException {
        try {
            Files.createLink(name, source);
            return true;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
    }

    private static void copy(Path source, Path part) throws IOException {
        try (FileChannel in = FileChannel.open(source, READ);
                FileChannel out = FileChannel.open(part, WRITE, CREATE_NEW)) {
            long size = in.size();
            for (long done = 0; done < size; ) {
                done += in.transferTo(done, size - done, out);
            }
        }
    }

    /** What a killed process left. Another gateway may be writing to the same folder, so only old files go. */
    private static void clear(Path unfinished) throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(FORGOTTEN));
        try (Stream<Path> files = Files.list(unfinished)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /**
     * @throws Rejected {@code name-outside} for a key that leads out of the folder, also by a symbolic link;
     *     {@code stored-missing} where there is no file
     */
    public OpenFile read(String key, String directory) throws IOException {
        StoreFolder store = StoreFolder.of(directory);
        Path target = store.file(key);
        Path real = real(target);
        if (!real.startsWith(real(store.root()))) {
            throw StoreFolder.outside();
        }
        if (!Files.isRegularFile(real, NOFOLLOW_LINKS)) {
            throw missing();
        }
        // What became a link since is not followed.
        InputStream bytes = Files.newInputStream(real, NOFOLLOW_LINKS);
        return new OpenFile(target.toUri().toString(), new StoredStream(bytes, bytes));
    }

    private static Path real(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            throw missing();
        }
    }

    private static Rejected missing() {
        return new Rejected("stored-missing", "There is no file of that name in the store.");
    }

    /** @param location {@code file:///…}, as storing says it */
    public record OpenFile(String location, StoredStream stream) {}

    /**
     * Returns {@code file:///…}, where it is put under that key; also when nothing was there.
     *
     * @throws Rejected {@code name-outside} for a key that leads out of the folder
     */
    public String erase(String key, String directory) throws IOException {
        StoreFolder store = StoreFolder.of(directory);
        Path target = store.file(key);
        String location = target.toUri().toString();
        Files.deleteIfExists(target);
        Path folder = requireNonNull(target.getParent());
        while (!folder.equals(store.root()) && isGone(folder)) {
            folder = requireNonNull(folder.getParent());
        }
        FlushToDisk.folder(folder);
        return location;
    }

    /** A folder that gets a new file at this moment stays. */
    private static boolean isGone(Path folder) throws IOException {
        try {
            StoreFolder.forget(folder);
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
        return true;
    }
}
