package io.mmsroutes.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import io.mmsroutes.failure.Rejected;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts a file under its key below a folder: whole or not at all, and on the disk before it says so. */
public final class StoreFile {
    /** Files being written lie here, so that nothing half-written is ever seen among the media. */
    private static final String UNFINISHED = ".unfinished";

    /**
     * Returns {@code file:///…}. The same key twice replaces the first.
     *
     * @throws Rejected {@code name-outside} for a key that leads out of the folder
     */
    public String store(File body, String key, String directory) throws IOException {
        Path root = Path.of(directory).toAbsolutePath().normalize();
        Path target = root.resolve(key).normalize();
        if (!target.startsWith(root) || target.equals(root)) {
            throw new Rejected("name-outside", "The name in storage leads out of the folder of the store.");
        }
        Path folder = requireNonNull(target.getParent());
        Path unfinished = Files.createDirectories(root.resolve(UNFINISHED));
        Files.createDirectories(folder);
        Path part = Files.createTempFile(unfinished, "media-", ".part");
        try {
            copy(body.toPath(), part);
            Files.move(part, target, ATOMIC_MOVE);
            flush(folder);
        } finally {
            Files.deleteIfExists(part);
        }
        return target.toUri().toString();
    }

    private static void copy(Path source, Path part) throws IOException {
        Files.delete(part); // made anew with the permissions of an ordinary file, not those of a private one
        try (FileChannel in = FileChannel.open(source, READ);
                FileChannel out = FileChannel.open(part, WRITE, CREATE_NEW)) {
            long size = in.size();
            for (long done = 0; done < size; ) {
                done += in.transferTo(done, size - done, out);
            }
            out.force(true);
        }
    }

    /** A name is durable only when its folder is. */
    private static void flush(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (Files.isDirectory(folder) && !System.getProperty("os.name").startsWith("Windows")) {
                throw e;
            }
        }
    }
}
