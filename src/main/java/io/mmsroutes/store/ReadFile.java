package io.mmsroutes.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens the file of a key. */
public final class ReadFile {
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

    /** @param location {@code file:///…}, as {@link StoreFile} says it */
    public record OpenFile(String location, StoredStream stream) {}
}
