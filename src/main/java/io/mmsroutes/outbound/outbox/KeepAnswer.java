package io.mmsroutes.outbound.outbox;

import io.mmsroutes.disk.FlushToDisk;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.outbox.FindDroppedFiles.DroppedFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import org.apache.commons.codec.digest.DigestUtils;

/** Puts a file where it ends, with the answer beside it. One of its name that is there already is kept under another one. */
public final class KeepAnswer {
    private static final String ANSWER = ".answer.json";

    /** In bytes, of every file system in use. */
    private static final int LONGEST_NAME = 255;

    private final Clock clock;

    public KeepAnswer(Clock clock) {
        this.clock = clock;
    }

    /**
     * Writes {@code <file>.answer.json}, then moves the file, so that a process that dies in between repeats both.
     *
     * @param ended folder beside the file: {@code done} or {@code failed}
     * @throws TryLater {@code outbox-not-writable}
     */
    public void keep(DroppedFile file, String ended, byte[] answer) {
        try {
            Path folder = Files.createDirectories(file.path().resolveSibling(ended));
            Path end = folder.resolve(file.path().getFileName());
            if (Files.exists(end, LinkOption.NOFOLLOW_LINKS)) {
                putAside(end);
            }
            Path written = Files.createTempFile(folder, ".answer", ".tmp");
            Files.write(written, answer);
            FlushToDisk.file(written);
            move(written, beside(end, ANSWER));
            move(file.path(), end);
            FlushToDisk.folder(folder);
        } catch (NoSuchFileException e) {
            // Another gateway on the same folder was faster; the answer is the same.
        } catch (IOException e) {
            throw new TryLater(
                    "outbox-not-writable",
                    "The file cannot be put into %s/ beside it: look at rights and free space below mms.outbox.folder."
                            .formatted(ended),
                    e);
        }
    }

    private void putAside(Path end) throws IOException {
        String old = "." + clock.millis();
        Path answer = beside(end, ANSWER);
        if (Files.exists(answer, LinkOption.NOFOLLOW_LINKS)) {
            move(answer, beside(end, old + ANSWER));
        }
        move(end, beside(end, old));
    }

    /**
     * By way of the URI, which has the bytes of the name: its text has only what the locale has letters for. Where that is too
     * long for a name, a hash stands for it.
     */
    private static Path beside(Path file, String suffix) {
        String uri = file.toUri().toString();
        String name = uri.replaceFirst("/$", "").replaceFirst(".*/", "");
        String folder = uri.substring(0, uri.lastIndexOf(name));
        int bytes = name.replaceAll("%..", "x").length() + suffix.length();
        String shortened = DigestUtils.sha256Hex(name.getBytes(StandardCharsets.US_ASCII));
        return Path.of(URI.create(folder + (bytes <= LONGEST_NAME ? name : shortened) + suffix));
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
