package io.mmsroutes.store;

import io.mmsroutes.failure.Rejected;
import java.nio.file.Path;

/** Where a file store keeps its files. */
record StoreFolder(Path root) {
    static StoreFolder of(String directory) {
        return new StoreFolder(Path.of(directory).toAbsolutePath().normalize());
    }

    /** Throws {@link Rejected} {@code name-outside} for a key that leads out of the folder. */
    Path file(String key) {
        Path target = root.resolve(key).normalize();
        if (!target.startsWith(root) || target.equals(root)) {
            throw outside();
        }
        return target;
    }

    static Rejected outside() {
        return new Rejected("name-outside", "The name in storage leads out of the folder of the store.");
    }
}
