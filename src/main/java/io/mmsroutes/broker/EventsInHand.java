package io.mmsroutes.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.Sha256;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.JournaledEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows at the start which events were being worked on when the process died before. The third time, the event is a dead letter:
 * a message that ends the process must not end it for ever. An event that was in hand once is worked on alone among its like until
 * it is through, so that those that were beside it by chance are cleared. The folder {@code in-hand} of {@code mms.data-dir} has 32
 * bytes for each event in hand, which outlive the process, though not a power cut.
 */
public final class EventsInHand {
    private static final Logger LOG = LoggerFactory.getLogger(EventsInHand.class);
    private static final int MAX_DEATHS = 3;
    private static final long TURN_SECONDS = 10;
    private static final int MARK_BYTES = 32;
    /** What was in hand here and is worked on elsewhere stays known, but not without end. */
    private static final int MAX_KNOWN = 10_000;

    private final FileChannel marks;
    private final Path deathsFile;
    /** By the SHA-256 of the event, in hex. */
    private final Map<String, Integer> deaths;

    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Queue<Integer> freeSlots = new ConcurrentLinkedQueue<>();
    private final AtomicInteger nextSlot = new AtomicInteger();
    private final Semaphore turn = new Semaphore(1);

    public EventsInHand(Path dataDir) throws IOException {
        Path folder = Files.createDirectories(dataDir.resolve("in-hand"));
        this.deathsFile = folder.resolve("deaths");
        this.deaths = new ConcurrentHashMap<>(read(deathsFile));
        this.marks = FileChannel.open(
                folder.resolve("marks"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        count();
    }

    /**
     * @param exchangeId under which it is released
     * @throws Rejected {@code process-died} for one that was in hand three times when the process died
     * @throws TryLater {@code one-at-a-time} while another one that may have ended the process is worked on
     */
    public void take(JournaledEvent event, String exchangeId) {
        String id = Sha256.hex(event.raw());
        int died = deaths.getOrDefault(id, 0);
        if (died >= MAX_DEATHS) {
            held.put(exchangeId, new Held(id, -1, false));
            throw new Rejected(
                    "process-died",
                    "The gateway ended %d times while it worked on this event. Look for the cause in its log of that time; then replay it."
                            .formatted(died));
        }
        boolean suspected = died > 0;
        if (suspected && !isItsTurn()) {
            throw new TryLater(
                    "one-at-a-time",
                    "Another event that was in hand when the gateway ended is worked on; such events wait for one another.");
        }
        held.put(exchangeId, new Held(id, mark(id), suspected));
    }

    /** @param through whether the event ended here; one that was put back by the broker stays suspected */
    void release(String exchangeId, boolean through) {
        Held event = held.remove(exchangeId);
        if (event == null) {
            return;
        }
        if (event.slot() >= 0) {
            write(event.slot(), new byte[MARK_BYTES]);
            freeSlots.add(event.slot());
        }
        if (event.suspected()) {
            turn.release();
        }
        if (through && deaths.remove(event.id()) != null) {
            save();
        }
    }

    private boolean isItsTurn() {
        try {
            return turn.tryAcquire(TURN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int mark(String id) {
        Integer free = freeSlots.poll();
        int slot = free == null ? nextSlot.getAndIncrement() : free;
        write(slot, HexFormat.of().parseHex(id));
        return slot;
    }

    /** A disk that takes no mark is no reason not to work. */
    private void write(int slot, byte[] mark) {
        try {
            marks.write(ByteBuffer.wrap(mark), (long) slot * MARK_BYTES);
        } catch (IOException e) {
            LOG.warn("No note is kept of what is in hand: {}", e.getClass().getSimpleName());
        }
    }

    private void count() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(marks.size()));
        marks.read(all, 0);
        all.flip();
        byte[] none = new byte[MARK_BYTES];
        byte[] mark = new byte[MARK_BYTES];
        while (all.remaining() >= MARK_BYTES) {
            all.get(mark);
            if (!Arrays.equals(mark, none)) {
                int died = deaths.merge(HexFormat.of().formatHex(mark), 1, Integer::sum);
                LOG.warn("An event was in hand when the gateway ended, times={} of={}", died, MAX_DEATHS);
            }
        }
        save();
        marks.truncate(0);
    }

    private static Map<String, Integer> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try (Stream<String> lines = Files.lines(file, UTF_8)) {
            return lines.limit(MAX_KNOWN)
                    .map(line -> line.split(" ", 2))
                    .filter(parts -> parts.length == 2 && parts[1].matches("\\d{1,3}"))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> Integer.valueOf(parts[1]), Math::max));
        }
    }

    private synchronized void save() {
        String text = deaths.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining());
        Path written = deathsFile.resolveSibling("deaths.new");
        try {
            Files.writeString(written, text, UTF_8);
            Files.move(written, deathsFile, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn(
                    "No note is kept of what was in hand when the gateway ended: {}",
                    e.getClass().getSimpleName());
        }
    }

    /**
     * @param slot of its mark; -1 for one that is not worked on any more
     * @param suspected was in hand before when the process died
     */
    private record Held(String id, int slot, boolean suspected) {}
}
