package io.mmsroutes.disk;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Makes what was written survive a power cut. */
public final class FlushToDisk {
    private static final boolean OPENS_FOLDERS = !System.getProperty("os.name").startsWith("Windows");

    private FlushToDisk() {}

    /** The bytes of a file. */
    public static void file(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.force(true);
        }
    }

    /** A name is durable, and so is its end, only when its folder is; one that is gone needs nothing. Windows opens no folders, and needs it not. */
    public static void folder(Path folder) throws IOException {
        if (OPENS_FOLDERS) {
            try (FileChannel channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            } catch (NoSuchFileException e) {
                // removed in between, with all that was in it
            }
        }
    }

    /**
     * Makes a folder and those above it that are not there, and their names durable up to the root: one that a killed process made is
     * there, and yet its name may not be.
     */
    public static void createFolders(Path folder) throws IOException {
        Path wanted = folder.toAbsolutePath();
        Path there = wanted;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        Files.createDirectories(wanted);
        for (Path above = wanted.getParent(); above != null; above = above.getParent()) {
            try {
                folder(above);
            } catch (IOException e) {
                if (there != null && above.startsWith(there)) {
                    throw e;
                } // else it was there before, and is another user's or one of the system's
            }
        }
    }
}
