package io.mmsroutes.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A folder that one gateway alone uses, and its user alone can read. The lock of one that is killed goes with it. */
public final class LockedFolder implements AutoCloseable {
    /** Lock file of {@code mms.data-dir}. */
    public static final String OF_DATA = "lock";

    /**
     * In front of a lock file of this JVM, in its system properties, which all class loaders share. The lock alone does not do: where a
     * second channel to a locked file is closed, POSIX gives up the lock of the first.
     */
    private static final String HELD = "io.mmsroutes.locked:";

    private final Path path;
    private final Path file;
    private final FileChannel channel;

    private LockedFolder(Path path, Path file, FileChannel channel) {
        this.path = path;
        this.file = file;
        this.channel = channel;
    }

    /**
     * Makes the folder where it is not there.
     *
     * @param lock name of the lock file in it
     * @param what is in use then, in the sentence of the IllegalStateException, which also names the settings
     */
    public static LockedFolder open(Path folder, String lock, String what) throws IOException {
        make(folder);
        Path path = folder.toRealPath();
        Path file = path.resolve(lock);
        if (System.getProperties().putIfAbsent(HELD + file, "") != null) {
            throw inUse(what);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return new LockedFolder(path, file, channel);
            }
        } catch (IOException e) {
            release(file, channel);
            throw new IllegalStateException(
                    "%s cannot be locked: set mms.data-dir to a folder that the gateway may write, on a file system that has locks."
                            .formatted(what),
                    e);
        }
        release(file, channel);
        throw inUse(what);
    }

    /** Without symbolic links. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        release(file, channel);
    }

    private static void release(Path file, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            System.clearProperty(HELD + file);
        }
    }

    /** What is another user's, such as the root of a volume, is left to that one. */
    public static void ownersOnly(Path path, String permissions) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null || Files.isSymbolicLink(path)) {
            return;
        }
        try {
            view.setPermissions(PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            if (!Files.isWritable(path)) {
                throw e;
            }
        }
    }

    private static void make(Path folder) throws IOException {
        FlushToDisk.createFolders(folder);
        ownersOnly(folder, "rwx------");
    }

    private static IllegalStateException inUse(String what) {
        return new IllegalStateException(
                "%s is in use: another gateway runs on it. Stop that one, or set mms.data-dir to another folder; several gateways share a PostgreSQL by mms.database.url, each with a folder of its own."
                        .formatted(what));
    }
}
