package io.mmsroutes.outbound.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files that were put into the folder and are whole. It looks and never waits, so that a file that is empty, still
 * grows or cannot be read holds up no other.
 */
public final class FindDroppedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FindDroppedFiles.class);

    /** A file that ends as an object does, and did not change for this long, is whole. */
    private static final Duration SETTLED = Duration.ofMillis(500);

    /** One that is empty, ends otherwise or cannot be read for this long stays so, and is handed on to be refused. */
    private static final Duration STUCK = Duration.ofSeconds(5);

    /** Until a file that was handed on and is still there is handed on again. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Duration LONGEST_WAIT = STUCK.plus(AGAIN);

    private final Path folder;
    private final Clock clock;
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();
    private final AtomicBoolean unreadable = new AtomicBoolean();

    /** @param folder {@code mms.outbox.folder} */
    public FindDroppedFiles(String folder, Clock clock) {
        this.folder = Path.of(folder);
        this.clock = clock;
        list(); // so that the folder is there as soon as the gateway is
    }

    public List<DroppedFile> find() {
        List<Path> there = list();
        seen.keySet().retainAll(there);
        return there.stream().filter(this::isDue).map(DroppedFile::new).toList();
    }

    /** In the order of their names. What begins with a dot is another program's, which is not done with it. */
    private List<Path> list() {
        List<Path> found = new ArrayList<>();
        try {
            if (!Files.isDirectory(folder)) { // to create one that is there is a failure, which is made up each time
                Files.createDirectories(folder);
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FindDroppedFiles::isRequest)) {
                files.forEach(found::add);
            }
            unreadable.set(false);
        } catch (IOException | DirectoryIteratorException e) {
            if (!unreadable.getAndSet(true)) {
                LOG.warn(
                        "The folder mms.outbox.folder cannot be read: give the gateway's user the right to read and write it, cause={}",
                        e.getClass().getSimpleName());
            }
        }
        Collections.sort(found);
        return found;
    }

    private static boolean isRequest(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".json") && !name.startsWith(".");
    }

    private boolean isDue(Path file) {
        Instant now = clock.instant();
        Optional<Seen> look = look(file, now);
        if (look.isEmpty()) {
            return false;
        }
        Seen before = seen.putIfAbsent(file, look.get());
        if (before == null || !before.isSame(look.get())) {
            seen.put(file, look.get());
            return false;
        }
        boolean clockWentBack = before.due().isAfter(now.plus(LONGEST_WAIT));
        boolean due = clockWentBack || !now.isBefore(before.due());
        if (due) {
            seen.put(file, look.get().dueAt(now.plus(AGAIN)));
        }
        return due;
    }

    /** Empty for a folder, a pipe or a device, whatever it is called: to read one may take for ever. */
    private static Optional<Seen> look(Path file, Instant now) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            boolean whole = is.isRegularFile() && endsAsAnObject(file, is.size());
            return is.isRegularFile()
                    ? Optional.of(new Seen(is.size(), is.lastModifiedTime(), whole, now.plus(whole ? SETTLED : STUCK)))
                    : Optional.empty();
        } catch (IOException e) {
            // A link to nothing. What is gone since is not in the next listing.
            return Optional.of(new Seen(-1, FileTime.fromMillis(0), false, now.plus(STUCK)));
        }
    }

    /** Whether the last sign is a closing brace, in whatever Unicode. */
    private static boolean endsAsAnObject(Path file, long size) {
        ByteBuffer end = ByteBuffer.allocate(64);
        try (SeekableByteChannel bytes = Files.newByteChannel(file)) {
            bytes.position(Math.max(0, size - end.capacity())).read(end);
        } catch (IOException e) {
            return false;
        }
        return new String(end.array(), 0, end.position(), StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip()
                .endsWith("}");
    }

    /** A file that was put into the folder. Not a bare path, which Camel would take for a list of names. */
    public record DroppedFile(Path path) {

        /** Its name, as far as the locale of the process has letters for it. */
        @Override
        public String toString() {
            return String.valueOf(path.getFileName());
        }
    }

    private record Seen(long size, FileTime changed, boolean whole, Instant due) {
        boolean isSame(Seen other) {
            return size == other.size && changed.equals(other.changed) && whole == other.whole;
        }

        Seen dueAt(Instant time) {
            return new Seen(size, changed, whole, time);
        }
    }
}
