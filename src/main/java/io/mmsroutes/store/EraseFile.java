package io.mmsroutes.store;

import static java.util.Objects.requireNonNull;

import io.mmsroutes.disk.FlushToDisk;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
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
