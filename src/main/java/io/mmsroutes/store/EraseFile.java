package io.mmsroutes.store;

import static java.nio.file.StandardOpenOption.READ;
import static java.util.Objects.requireNonNull;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Removes the file of a key, and the folders that hold nothing any more, up to the folder of the store, which stays. */
public final class EraseFile {
    /**
     * Returns {@code file:///…}, where {@link StoreFile} puts that key; also when nothing was there.
     *
     * @throws Rejected {@code name-outside} for a key that leads out of the folder
     */
    public String erase(String key, String directory) throws IOException {
        Path root = Path.of(directory).toAbsolutePath().normalize();
        Path target = root.resolve(key).normalize();
        if (!target.startsWith(root) || target.equals(root)) {
            throw new Rejected("name-outside", "The name in storage leads out of the folder of the store.");
        }
        String location = target.toUri().toString();
        Files.deleteIfExists(target);
        Path folder = requireNonNull(target.getParent());
        while (!folder.equals(root) && isGone(folder)) {
            folder = requireNonNull(folder.getParent());
        }
        flush(folder);
        return location;
    }

    /** A folder that gets a new file at this moment stays. */
    private static boolean isGone(Path folder) throws IOException {
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
        return true;
    }

    /** Else a power cut could bring the file back. Where folders cannot be opened (Windows), they need no flushing. */
    private static void flush(Path folder) throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows") && Files.isDirectory(folder)) {
            try (FileChannel channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            }
        }
    }
}
