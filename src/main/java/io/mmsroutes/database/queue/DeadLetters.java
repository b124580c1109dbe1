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
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What staff look at and decide: dead letters, oldest first in each queue, what waits, and what is to be erased. */
public final class DeadLetters {
    /** In one commit, which others wait for. */
    private static final int AT_ONCE = 200;
    /** A body may have a megabyte. */
    private static final int BODIES_AT_ONCE = 20;

    private static final int MAX_ROUNDS = 10;

    private final Database database;

    public DeadLetters(Database database) {
        this.database = database;
    }

    /** @param after the last one of the page before; null for the first page */
    public List<DeadLetter> list(WhichDeadLetters which, @Nullable DeadLetter after, int atMost) {
        return database.read(jdbc -> select(jdbc, which, after, atMost, ""));
    }

    /** What entered; empty where there is no such dead letter, or it has no body. */
    public Optional<byte[]> body(String queue, String id) {
        return database.read(
                jdbc -> jdbc.sql("select body from queue_entries where queue = :queue and id = :id and state = 'dead'")
                        .param("queue", queue)
                        .param("id", NewEntry.storable(id))
                        .query((row, number) -> Optional.ofNullable(row.getBytes(1)))
                        .optional()
                        .flatMap(body -> body));
    }

    /**
     * Puts them back with a new clock, due at once, and returns how many. What dies again while this runs is not put back twice.
     *
     * @param progress gives the next attempt what it is to know, of what the last one left
     */
    public int requeue(WhichDeadLetters which, UnaryOperator<@Nullable String> progress) {
        WhichDeadLetters now = untilNow(which);
        String lock = database.dialect().sql("$skipLocked");
        String requeue = database.dialect().sql("""
                update queue_entries
                set state = 'waiting', due_at = $now, tried_since = null, attempts = 0, lost_leases = 0,
                    code = null, reason = null, progress = :progress, changed_at = $now
                where queue = :queue and id = :id and state = 'dead'""");
        return inParts(transaction -> {
            List<DeadLetter> some = select(transaction.jdbc(), now, null, AT_ONCE, lock);
            for (DeadLetter letter : some) {
                transaction
                        .jdbc()
                        .sql(requeue)
                        .param("progress", progress.apply(letter.progress()))
                        .param("queue", letter.queue())
                        .param("id", letter.id())
                        .update();
            }
            some.stream().map(DeadLetter::queue).distinct().forEach(transaction::becameDue);
            return some.size();
        });
    }

    /** Returns how many. Their ids may enter again. */
    public int delete(WhichDeadLetters which) {
        WhichDeadLetters now = untilNow(which);
        return inParts(transaction -> select(transaction.jdbc(), now, null, AT_ONCE, "").stream()
                .mapToInt(letter -> delete(transaction.jdbc(), letter.queue(), List.of(letter.id())))
                .sum());
    }

    /** How many there are. */
    public long count(WhichDeadLetters which) {
        return database.read(jdbc -> jdbc.sql("select count(*) from queue_entries where " + which.condition())
                .params(which.parameters())
                .query(Long.class)
                .single());
    }

    /**
     * Deletes the dead letters of all queues that have a key, or whose body names what it stands for, and returns how many. Reads the
     * body of every dead letter.
     *
     * @throws TryLater {@code dead-letters-left} where new ones come faster than they are deleted
     */
    public int erase(Set<String> keys, Predicate<byte[]> names) {
        int all = 0;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int some = eraseOnce(keys, names);
            if (some == 0) {
                return all;
            }
            all += some;
        }
        throw new TryLater(
                "dead-letters-left",
                "New dead letters of the number come while they are erased. Send the command again; what is erased is gone.");
    }

    private int eraseOnce(Set<String> keys, Predicate<byte[]> names) {
        Set<Place> keyed = keys.stream()
                .flatMap(key ->
                        list(new WhichDeadLetters(null, null, List.of(key), null, null, null), null, Integer.MAX_VALUE)
                                .stream())
                .map(letter -> new Place(letter.queue(), letter.diedAt(), letter.id()))
                .collect(Collectors.toSet());
        List<Place> found = new ArrayList<>();
        Place last = new Place("", Instant.EPOCH, "");
        List<Content> page;
        do {
            Place after = last;
            page = database.read(jdbc -> contents(jdbc, after));
            for (Content content : page) {
                last = content.place();
                if (keyed.contains(last) || (content.body() != null && names.test(content.body()))) {
                    found.add(last);
                }
            }
        } while (page.size() == BODIES_AT_ONCE);
        int deleted = 0;
        for (int from = 0; from < found.size(); from += AT_ONCE) {
            List<Place> some = found.subList(from, Math.min(from + AT_ONCE, found.size()));
            deleted += database.write(transaction -> some.stream()
                    .mapToInt(place -> transaction
                            .jdbc()
                            .sql("delete from queue_entries where queue = :queue and id = :id and state = 'dead'")
                            .param("queue", place.queue())
                            .param("id", place.id())
                            .update())
                    .sum());
        }
        return deleted;
    }

    private static List<Content> contents(JdbcClient jdbc, Place after) {
        return jdbc.sql("""
                        select queue, changed_at, id, body from queue_entries
                        where state = 'dead' and (queue, changed_at, id) > (:queue, :at, :id)
                        order by queue, changed_at, id limit :limit""")
                .param("queue", after.queue())
                .param("at", QueueEntries.micros(after.diedAt()))
                .param("id", after.id())
                .param("limit", BODIES_AT_ONCE)
                .query((row, number) -> new Content(
                        new Place(
                                row.getString("queue"),
                                QueueEntries.instant(row.getLong("changed_at")),
                                row.getString("id")),
                        row.getBytes("body")))
                .list();
    }

    /**
     * Deletes what has a key, in all queues, and returns how much.
     *
     * @throws TryLater {@code queue-in-use} while some of it is worked on; the rest is gone
     */
    public int erase(String key) {
        String storable = NewEntry.storable(key);
        int erased = inParts(transaction -> transaction
                .jdbc()
                .sql("""
                        select e.queue, e.id from queue_keys k
                        join queue_entries e on e.queue = k.queue and e.id = k.id
                        where k.key = :key and e.state <> 'leased' limit :limit""")
                .param("key", storable)
                .param("limit", AT_ONCE)
                .query((row, number) -> delete(transaction.jdbc(), row.getString(1), List.of(row.getString(2))))
                .list()
                .size());
        long left = database.read(jdbc -> jdbc.sql("select count(*) from queue_keys where key = :key")
                .param("key", storable)
                .query(Long.class)
                .single());
        if (left > 0) {
            throw new TryLater(
                    "queue-in-use",
                    "%s entries of it are worked on now. Send the command again in a while; what is erased is gone."
                            .formatted(left));
        }
        return erased;
    }

    public QueueCounts count(String queue) {
        return database.read(jdbc -> jdbc.sql("""
                        select
                            (select count(*) from queue_entries where queue = :queue and state = 'waiting' and due_at is not null) waiting,
                            (select count(*) from queue_entries where queue = :queue and state = 'suspect' and due_at is not null) suspect,
                            (select count(*) from queue_entries where queue = :queue and state = 'leased' and due_at is not null) leased,
                            (select count(*) from queue_entries where queue = :queue and state = 'dead') dead,
                            (select min(due_at) from queue_entries where queue = :queue and state = 'waiting' and due_at is not null) oldest""")
                .param("queue", queue)
                .query((row, number) -> new QueueCounts(
                        row.getLong("waiting") + row.getLong("suspect"),
                        row.getLong("leased"),
                        row.getLong("dead"),
                        row.getObject("oldest") == null ? null : QueueEntries.instant(row.getLong("oldest"))))
                .single());
    }

    /** Forgets what was done before this instant, and returns how much; a duplicate of it is known for one no more. */
    public int forgetDone(Instant before) {
        return inParts(transaction -> transaction
                .jdbc()
                .sql("""
                        delete from queue_entries where state = 'done' and (queue, id) in (
                            select queue, id from queue_entries where state = 'done' and changed_at < :before limit :limit)""")
                .param("before", QueueEntries.micros(before))
                .param("limit", AT_ONCE)
                .update());
    }

    /** In one commit after the other, so that nobody waits for the whole. */
    private int inParts(Part part) {
        int all = 0;
        int some;
        do {
            some = database.write(part::run);
            all += some;
        } while (some == AT_ONCE);
        return all;
    }

    private WhichDeadLetters untilNow(WhichDeadLetters which) {
        long now = database.read(jdbc -> jdbc.sql(database.dialect().sql("select $now"))
                .query(Long.class)
                .single());
        Instant next = QueueEntries.instant(now + 1);
        Instant until = which.until() == null || which.until().isAfter(next) ? next : which.until();
        return new WhichDeadLetters(which.queue(), which.id(), which.keys(), which.code(), which.since(), until);
    }

    private static List<DeadLetter> select(
            JdbcClient jdbc, WhichDeadLetters which, @Nullable DeadLetter after, int atMost, String lock) {
        String first = which.queue() == null ? "queue, " : "";
        String next = after == null
                ? ""
                : " and (%schanged_at, id) > (%s:afterAt, :afterId)"
                        .formatted(first, first.isEmpty() ? "" : ":afterQueue, ");
        JdbcClient.StatementSpec statement = jdbc.sql("""
                        select queue, id, code, reason, headers, progress, attempts, entered_at, changed_at from queue_entries
                        where %s%s order by %schanged_at, id limit :limit %s""".formatted(which.condition(), next, first, lock))
                .params(which.parameters())
                .param("limit", atMost);
        if (after != null) {
            statement = statement
                    .param("afterAt", QueueEntries.micros(after.diedAt()))
                    .param("afterId", after.id());
            if (which.queue() == null) {
                statement = statement.param("afterQueue", after.queue());
            }
        }
        return statement.query(DeadLetters::letter).list();
    }

    private static int delete(JdbcClient jdbc, String queue, List<String> ids) {
        return ids.stream()
                .mapToInt(id -> jdbc.sql(
                                "delete from queue_entries where queue = :queue and id = :id and state <> 'leased'")
                        .param("queue", queue)
                        .param("id", id)
                        .update())
                .sum();
    }

    private static DeadLetter letter(ResultSet row, int number) throws SQLException {
        return new DeadLetter(
                row.getString("queue"),
                row.getString("id"),
                row.getString("code"),
                row.getString("reason"),
                row.getString("headers") == null ? Map.of() : EntryHeaders.of(row.getString("headers")),
                row.getString("progress"),
                row.getInt("attempts"),
                QueueEntries.instant(row.getLong("entered_at")),
                QueueEntries.instant(row.getLong("changed_at")));
    }

    private record Place(String queue, Instant diedAt, String id) {}

    @SuppressWarnings("ArrayRecordComponent") // nobody compares contents
    private record Content(Place place, byte @Nullable [] body) {}

    /** Returns how many; a whole part means that there may be more. */
    @FunctionalInterface
    private interface Part {
        int run(Transaction transaction);
    }
}
