package io.mmsroutes.store;

import static java.nio.file.StandardOpenOption.READ;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
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

    /** A name is durable, and so is its end, only when its folder is. Windows opens no folders, and needs it not. */
    static void flush(Path folder) throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows") && Files.isDirectory(folder)) {
            try (FileChannel channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            }
        }
    }
}
