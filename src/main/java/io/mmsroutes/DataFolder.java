package io.mmsroutes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@code mms.data-dir} is of one gateway alone: another one that starts would empty the spool under its feet. The lock of one that is
 * killed goes with it.
 */
final class DataFolder extends ServiceSupport {
    private final Path folder;
    private volatile @Nullable FileChannel claim;

    DataFolder(Path folder) {
        this.folder = folder;
    }

    /** Throws IllegalStateException with a sentence that names the setting. */
    @Override
    protected void doStart() throws IOException {
        FlushToDisk.createFolders(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isOurs(channel)) {
            channel.close();
            throw new IllegalStateException(
                    "The folder %s is in use: another gateway runs on it. Stop that one, or set mms.data-dir."
                            .formatted(folder));
        }
        claim = channel;
    }

    @Override
    protected void doStop() throws IOException {
        FileChannel held = claim;
        if (held != null) {
            held.close();
        }
    }

    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // of another gateway in this JVM
        }
    }
}
