package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.simulator.AcceptedFile.Line;
import io.mmsroutes.simulator.Post.Receipt;
import io.mmsroutes.simulator.TakenMessage.Ended;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests that the simulated Telnyx accepted: all of them in a file, the places of the newest in memory. What the
 * file has from an earlier run counts too.
 */
public final class TakenMessages {
    static final int MOST = 100_000;
    /** What a run before this one did not deliver is delivered now. Telnyx gives up sooner. */
    private static final Duration OWED = Duration.ofHours(24);

    /** Where it did not write down what it delivered; the event ids of receipts are the same. */
    private static final Duration MAY_BE_OWED = Duration.ofMinutes(2);

    private static final Comparator<Key> BY_RECIPIENT =
            Comparator.comparing(Key::recipient).thenComparing(Key::at).thenComparing(Key::offset);

    private final AcceptedFile file;
    private final Delivered delivered;
    private final DueQueue<Post> posts;
    private final DueQueue<String> arrivals;
    private final Clock clock;
    private final Map<String, Place> byId = new ConcurrentHashMap<>();
    private final Map<String, Ended> ended = new ConcurrentHashMap<>();
    private final NavigableMap<Long, Place> byAge = new ConcurrentSkipListMap<>();
    private final NavigableMap<Key, Place> byRecipient = new ConcurrentSkipListMap<>(BY_RECIPIENT);

    /**
     * @param path of the file, which is made where it is missing
     * @param arrivals ids of messages on their way to a phone
     */
    public TakenMessages(String path, Delivered delivered, DueQueue<Post> posts, DueQueue<String> arrivals, Clock clock)
            throws IOException {
        this.file = new AcceptedFile(Path.of(path));
        this.delivered = delivered;
        this.posts = posts;
        this.arrivals = arrivals;
        this.clock = clock;
        Instant since = clock.instant().minus(delivered.isFirst() ? MAY_BE_OWED : OWED);
        file.recover((line, accepted) -> {
            TakenMessage message =
                    delivered.ended(accepted.id()).map(accepted::ending).orElse(accepted);
            index(line, message);
            if (message.finalizedAt().isAfter(since)) {
                owe(message);
            }
        });
    }

    /** A JSON array of every request that was accepted, as it came; from disk, because there may be more than fits in memory. */
    public InputStream list() throws IOException {
        Path array = Files.createTempFile("accepted", ".json");
        try (InputStream lines = file.lines();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(array))) {
            out.write('[');
            boolean first = true;
            for (byte[] line = AcceptedFile.next(lines); isWhole(line); line = AcceptedFile.next(lines)) {
                if (!first) {
                    out.write(',');
                }
                first = false;
                out.write(AcceptedFile.request(line).getBytes(UTF_8));
            }
            out.write(']');
        }
        return Files.newInputStream(array, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** @param request as it came */
    void add(TakenMessage message, String request) {
        index(file.append(message, request), message);
        owe(message);
    }

    Optional<TakenMessage> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(this::read);
    }

    /** @throws Rejected {@code message-forgotten} */
    TakenMessage get(String id) {
        return find(id).orElseThrow(
                        () -> new Rejected("message-forgotten", "The simulator keeps the newest messages only."));
    }

    /** Decides how a message ends, and returns how it does: of two decisions the first holds. Its receipts are posted then. */
    Ending end(TakenMessage message, Ending ending) {
        Ended how = new Ended(ending, clock.instant());
        Ended before = message.ended() != null ? message.ended() : ended.putIfAbsent(message.id(), how);
        if (before != null) {
            return before.ending();
        }
        delivered.add(message.id(), how);
        oweReceipts(message.ending(how));
        return ending;
    }

    /** A scheduled message is not sent any more. */
    TakenMessage cancel(TakenMessage message) {
        Ended how = new Ended(Ending.CANCELLED, clock.instant());
        ended.put(message.id(), how);
        delivered.add(message.id(), how);
        arrivals.remove(message.id()::equals);
        posts.remove(
                post -> post instanceof Receipt receipt && receipt.messageId().equals(message.id()));
        return message.ending(how);
    }

    /** What came to the phone does not come again. */
    void arrived(Arrival arrival) {
        delivered.add(arrival);
    }

    /** One for each recipient, the newest first. */
    Stream<Entry> between(@Nullable String recipient, Instant from, Instant before) {
        if (recipient == null) {
            return byAge.descendingMap().values().stream()
                    .filter(place -> !place.at().isBefore(from) && place.at().isBefore(before))
                    .flatMap(place -> place.to().stream().map(to -> new Entry(place, to)));
        }
        return byRecipient
                .subMap(new Key(recipient, from, 0), true, new Key(recipient, before, 0), false)
                .descendingMap()
                .values()
                .stream()
                .map(place -> new Entry(place, recipient));
    }

    TakenMessage read(Place place) {
        TakenMessage message = file.read(place.line());
        Ended how = ended.get(message.id());
        return how == null ? message : message.ending(how);
    }

    private void owe(TakenMessage message) {
        if (message.isCancelled()) {
            return;
        }
        boolean comes = message.ended() == null || message.ended().ending().arrives();
        if (comes && !delivered.has(message)) {
            arrivals.add(message.id(), message.arrivesAt());
        }
        if (message.ended() != null) {
            oweReceipts(message);
        }
    }

    private void oweReceipts(TakenMessage message) {
        Receipt.of(message).stream()
                .filter(receipt -> !delivered.take(receipt))
                .forEach(receipt -> posts.add(receipt, receipt.dueAt()));
    }

    private void index(Line line, TakenMessage message) {
        Place place = new Place(message.id(), message.at(), message.from(), message.to(), line);
        if (message.ended() != null) {
            ended.put(message.id(), message.ended());
        }
        place.to().forEach(to -> byRecipient.put(place.key(to), place));
        byAge.put(line.offset(), place);
        byId.put(message.id(), place);
        Iterator<Place> oldest = byAge.values().iterator();
        while (byId.size() > MOST && oldest.hasNext()) {
            forget(oldest.next());
        }
    }

    private void forget(Place place) {
        byAge.remove(place.line().offset());
        place.to().forEach(to -> byRecipient.remove(place.key(to)));
        byId.remove(place.id());
        ended.remove(place.id());
    }

    /** One that is being written is not accepted yet. */
    private static boolean isWhole(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\n';
    }

    /** What is kept in memory of a message. */
    record Place(String id, Instant at, String from, List<String> to, Line line) {
        Key key(String recipient) {
            return new Key(recipient, at, line.offset());
        }
    }

    record Entry(Place place, String recipient) {}

    record Key(String recipient, Instant at, long offset) {}
}
