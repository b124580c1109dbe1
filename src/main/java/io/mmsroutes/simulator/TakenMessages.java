package io.mmsroutes.simulator;

import io.mmsroutes.simulator.AcceptedFile.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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
    private final DueReceipts receipts;
    private final DueArrivals arrivals;
    private final Map<String, Place> byId = new ConcurrentHashMap<>();
    private final NavigableMap<Long, Place> byAge = new ConcurrentSkipListMap<>();
    private final NavigableMap<Key, Place> byRecipient = new ConcurrentSkipListMap<>(BY_RECIPIENT);

    /** @param path of the file, which is made where it is missing */
    public TakenMessages(String path, Delivered delivered, DueReceipts receipts, DueArrivals arrivals, Clock clock)
            throws IOException {
        this.file = new AcceptedFile(Path.of(path));
        this.delivered = delivered;
        this.receipts = receipts;
        this.arrivals = arrivals;
        Instant since = clock.instant().minus(delivered.isFirst() ? MAY_BE_OWED : OWED);
        file.recover((line, message) -> {
            index(line, message);
            if (message.finalizedAt().isAfter(since)) {
                owe(message);
            }
        });
    }

    /** @param request as it came */
    void add(TakenMessage message, String request) {
        index(file.append(message, request), message);
        owe(message);
    }

    Optional<TakenMessage> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(place -> file.read(place.line()));
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
        return file.read(place.line());
    }

    /** The lines of the file, the oldest first, also those that are not in memory. */
    InputStream lines() throws IOException {
        return file.lines();
    }

    private void owe(TakenMessage message) {
        Receipt.of(message).stream().filter(receipt -> !delivered.take(receipt)).forEach(receipts::add);
        if (!delivered.has(message)) {
            arrivals.add(message);
        }
    }

    private void index(Line line, TakenMessage message) {
        Place place = new Place(message.id(), message.at(), message.finalizedAt(), message.from(), message.to(), line);
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
    }

    /** What is kept in memory of a message. */
    record Place(String id, Instant at, Instant finalizedAt, String from, List<String> to, Line line) {
        Key key(String recipient) {
            return new Key(recipient, at, line.offset());
        }
    }

    record Entry(Place place, String recipient) {}

    record Key(String recipient, Instant at, long offset) {}
}
