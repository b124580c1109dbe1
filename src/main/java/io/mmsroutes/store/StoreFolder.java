package io.mmsroutes.store;

import io.mmsroutes.disk.FlushToDisk;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Where a file store keeps its files. */
record StoreFolder(Path root) {
    /** Of folders; those of senders are used again and again, those of messages a few times. */
    private static final int KNOWN = 2_000;

    /** Folders whose names are on disk, as far as this process made or flushed them. */
    private static final Set<Path> DURABLE =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75F, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
                    return size() > KNOWN;
                }
            }));

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

    /** Makes a folder of the store, so that it is there after a power cut too: a file is safe only where its folder is. */
    void make(Path folder) throws IOException {
        boolean there = Files.isDirectory(folder);
        if (there && DURABLE.contains(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent == null || !folder.startsWith(root) || folder.equals(root)) {
            FlushToDisk.createFolders(folder);
        } else {
            make(parent);
            if (!there) {
                create(folder);
            }
            FlushToDisk.folder(parent);
        }
        DURABLE.add(folder);
    }

    /** A folder that was removed, and may be made again. */
    static void forget(Path folder) {
        DURABLE.remove(folder);
    }

    private static void create(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    static Rejected outside() {
        return new Rejected("name-outside", "The name in storage leads out of the folder of the store.");
    }
}
