package io.mmsroutes.database.queue;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.TryLater;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Erases what entries hold of somebody. The bare id stays, as that of one that is done, so that what was erased does not enter
 * again when its sender repeats it; an id that tells who it is about goes too. Reads the body of each entry.
 */
public final class EraseEntries {
    private static final String UNDONE =
            "select queue, id from queue_entries where state in ('waiting', 'suspect', 'leased') and due_at is not null";

    /** In one commit, which others wait for. */
    private static final int AT_ONCE = 200;
    /** A body may have a megabyte. */
    private static final int BODIES_AT_ONCE = 20;

    private static final int MAX_ROUNDS = 10;

    private static final String COLUMNS = "queue, id, state, body, headers, progress, changed_at";
    private static final String NOT_HELD =
            " where queue = :queue and id = :id and state in ('waiting', 'suspect', 'dead')";
    private static final String FORGET = """
            update queue_entries
            set state = 'done', body = null, headers = null, progress = null, code = null, reason = null, due_at = null,
                lease_id = null, lease_until = null, changed_at = $now""" + NOT_HELD;

    private final Database database;

    public EraseEntries(Database database) {
        this.database = database;
    }

    /** What is not done yet. What a worker has in hand is left, and counted. */
    public Erased eraseUndone(Subject subject) {
        Map<Place, Set<String>> keyed = keyed(subject.keys());
        List<Place> places = database
                .read(jdbc -> jdbc.sql(UNDONE).query(EraseEntries::place).list())
                .stream()
                .filter(place -> subject.isIn(place.queue()))
                .toList();
        List<Place> found = new ArrayList<>();
        for (int from = 0; from < places.size(); from += BODIES_AT_ONCE) {
            List<Place> some = places.subList(from, Math.min(from + BODIES_AT_ONCE, places.size()));
            database
                    .read(jdbc -> some.stream()
                            .flatMap(place -> kept(jdbc, place, keyed).stream())
                            .toList())
                    .stream()
                    .filter(subject::isAboutIt)
                    .map(Kept::place)
                    .forEach(found::add);
        }
        int erased = erase(found, subject);
        int left = (int) found.stream().filter(this::isUndone).count();
        return new Erased(erased, left);
    }

    /**
     * Dead letters of all queues; returns how many there were.
     *
     * @throws TryLater {@code dead-letters-left} where new ones come faster than they are erased
     */
    public int eraseDead(Subject subject) {
        int all = 0;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int some = eraseDeadOnce(subject);
            if (some == 0) {
                return all;
            }
            all += some;
        }
        throw new TryLater(
                "dead-letters-left",
                "New dead letters of the number come while they are erased. Send the command again; what is erased is gone.");
    }

    private int eraseDeadOnce(Subject subject) {
        Map<Place, Set<String>> keyed = keyed(subject.keys());
        List<Place> found = new ArrayList<>();
        Kept last = new Kept(new Place("", ""), Instant.EPOCH, true, Set.of(), null, null, null);
        List<Kept> page;
        do {
            Kept after = last;
            page = database.read(jdbc -> deadAfter(jdbc, after, keyed));
            for (Kept kept : page) {
                last = kept;
                if (subject.isAboutIt(kept)) {
                    found.add(kept.place());
                }
            }
        } while (page.size() == BODIES_AT_ONCE);
        return erase(found, subject);
    }

    private static List<Kept> deadAfter(JdbcClient jdbc, Kept after, Map<Place, Set<String>> keyed) {
        return jdbc.sql("""
                        select %s from queue_entries
                        where state = 'dead' and (queue, changed_at, id) > (:queue, :at, :id)
                        order by queue, changed_at, id limit :limit""".formatted(COLUMNS))
                .param("queue", after.place().queue())
                .param("at", QueueEntries.micros(after.changedAt()))
                .param("id", after.place().id())
                .param("limit", BODIES_AT_ONCE)
                .query((row, number) -> kept(row, keyed))
                .list();
    }

    private static Optional<Kept> kept(JdbcClient jdbc, Place place, Map<Place, Set<String>> keyed) {
        return jdbc.sql("select %s from queue_entries where queue = :queue and id = :id".formatted(COLUMNS))
                .param("queue", place.queue())
                .param("id", place.id())
                .query((row, number) -> kept(row, keyed))
                .optional();
    }

    private static Kept kept(ResultSet row, Map<Place, Set<String>> keyed) throws SQLException {
        Place place = place(row, 0);
        return new Kept(
                place,
                QueueEntries.instant(row.getLong("changed_at")),
                "dead".equals(row.getString("state")),
                keyed.getOrDefault(place, Set.of()),
                row.getBytes("body"),
                row.getString("headers"),
                row.getString("progress"));
    }

    private Map<Place, Set<String>> keyed(Set<String> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return database.read(jdbc -> jdbc
                .sql("select key, queue, id from queue_keys where key in (:keys)")
                .param("keys", keys.stream().map(NewEntry::storable).toList())
                .query((row, number) -> Map.entry(place(row, number), row.getString("key")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet()))));
    }

    private int erase(List<Place> places, Subject subject) {
        int erased = 0;
        for (int from = 0; from < places.size(); from += AT_ONCE) {
            List<Place> some = places.subList(from, Math.min(from + AT_ONCE, places.size()));
            erased += database.write(transaction -> some.stream()
                    .mapToInt(place -> erase(transaction, place, subject))
                    .sum());
        }
        return erased;
    }

    private int erase(Transaction transaction, Place place, Subject subject) {
        JdbcClient jdbc = transaction.jdbc();
        if (subject.isToldBy(place.id())) {
            return at(jdbc.sql("delete from queue_entries" + NOT_HELD), place).update();
        }
        int erased = at(jdbc.sql(FORGET), place).update();
        if (erased == 1) {
            at(jdbc.sql("delete from queue_keys where queue = :queue and id = :id"), place)
                    .update();
        }
        return erased;
    }

    private boolean isUndone(Place place) {
        return database.read(jdbc -> at(
                        jdbc.sql(
                                "select exists (select 1 from queue_entries where queue = :queue and id = :id and state in ('waiting', 'suspect', 'leased'))"),
                        place)
                .query(Boolean.class)
                .single());
    }

    private static JdbcClient.StatementSpec at(JdbcClient.StatementSpec statement, Place place) {
        return statement.param("queue", place.queue()).param("id", place.id());
    }

    private static Place place(ResultSet row, int number) throws SQLException {
        return new Place(row.getString("queue"), row.getString("id"));
    }

    /** Whose data are erased. */
    public interface Subject {
        /** What entries about it may have among their keys. */
        Set<String> keys();

        /** Whether what waits in this queue is looked into. */
        default boolean isIn(String queue) {
            return true;
        }

        boolean isAboutIt(Kept kept);

        boolean isToldBy(String id);
    }

    public record Place(String queue, String id) {}

    /**
     * What an entry holds.
     *
     * @param keys those of the subject that it has
     * @param body null for none
     * @param headers JSON; null for none
     * @param progress what the last attempt left
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares what is kept
    public record Kept(
            Place place,
            Instant changedAt,
            boolean isDead,
            Set<String> keys,
            byte @Nullable [] body,
            @Nullable String headers,
            @Nullable String progress) {}

    /** @param left what a worker has in hand */
    public record Erased(int erased, int left) {}
}
