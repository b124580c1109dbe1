package io.mmsroutes.database.queue;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What staff look at and decide: dead letters, oldest first in each queue, what waits, and what is to be erased. */
public final class DeadLetters {
    /** In one commit, which others wait for. */
    private static final int AT_ONCE = 200;
    /** Another gateway may be at it: what it has in hand is passed over. */
    static final String FORGET = """
            delete from queue_entries where (queue, id) in (
                select queue, id from queue_entries where state = '%s' and changed_at < :before limit :limit $skipLocked)""";

    /** Of those that another has in hand in this moment, none is left out and none is counted twice. */
    private static final String LOCK = "$skipLocked";

    private static final String REQUEUE = """
            update queue_entries
            set state = 'waiting', due_at = $now, tried_since = null, attempts = 0, lost_leases = 0,
                code = null, reason = null, progress = :progress, changed_at = $now
            where queue = :queue and id = :id and state = 'dead'""";

    private final Database database;

    public DeadLetters(Database database) {
        this.database = database;
    }

    /** @param after position of the last one of the page before; null for the first page */
    public List<DeadLetter> list(WhichDeadLetters which, DeadLetter.@Nullable Position after, int atMost) {
        return database.read(jdbc -> select(jdbc, which, after, atMost, ""));
    }

    /** Shows each to somebody, but those that die while this runs. What it does with one must be no matter to the others. */
    public void each(WhichDeadLetters which, Consumer<DeadLetter> taker) {
        WhichDeadLetters now = untilNow(which);
        List<DeadLetter> page = list(now, null, AT_ONCE);
        while (!page.isEmpty()) {
            page.forEach(taker);
            page = list(now, page.get(page.size() - 1).position(), AT_ONCE);
        }
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
        return inParts(transaction -> {
            List<DeadLetter> some = select(transaction.jdbc(), now, null, AT_ONCE, LOCK);
            for (DeadLetter letter : some) {
                transaction
                        .jdbc()
                        .sql(REQUEUE)
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
        return inParts(transaction -> select(transaction.jdbc(), now, null, AT_ONCE, LOCK).stream()
                .mapToInt(letter -> transaction
                        .jdbc()
                        .sql("delete from queue_entries where queue = :queue and id = :id and state = 'dead'")
                        .param("queue", letter.queue())
                        .param("id", letter.id())
                        .update())
                .sum());
    }

    /** How many there are. */
    public long count(WhichDeadLetters which) {
        return database.read(jdbc -> jdbc.sql("select count(*) from queue_entries where " + which.condition())
                .params(which.parameters())
                .query(Long.class)
                .single());
    }

    /** How many there are in each queue that has any. */
    public Map<String, Long> byQueue() {
        return database.read(jdbc -> jdbc
                .sql("select queue, count(*) letters from queue_entries where state = 'dead' group by queue")
                .query((row, number) -> Map.entry(row.getString("queue"), row.getLong("letters")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** How many there are of each queue and code, the most first. */
    public List<Code> byCode() {
        return database.read(jdbc -> jdbc.sql("""
                        select queue, code, count(*) letters from queue_entries where state = 'dead'
                        group by queue, code order by letters desc, queue, code limit 200""")
                .query((row, number) -> new Code(
                        row.getString("queue"),
                        Objects.requireNonNullElse(row.getString("code"), ""),
                        row.getLong("letters")))
                .list());
    }

    public QueueCounts count(String queue) {
        return database.read(jdbc -> jdbc.sql("""
                        select
                            (select count(*) from queue_entries where queue = :queue and state = 'waiting' and due_at is not null) waiting,
                            (select count(*) from queue_entries where queue = :queue and state = 'suspect' and due_at is not null) suspect,
                            (select count(*) from queue_entries where queue = :queue and state = 'leased' and due_at is not null) leased,
                            (select count(*) from queue_entries where queue = :queue and state = 'dead') dead,
                            (%s) oldest""".formatted(QueueEntries.OLDEST_DUE))
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
        return forget("done", before);
    }

    /** Removes what died before this instant, and returns how much. */
    public int forgetDead(Instant before) {
        return forget("dead", before);
    }

    /** By the database's clock. */
    public Instant now() {
        return QueueEntries.instant(
                database.read(jdbc -> jdbc.sql("select $now").query(Long.class).single()));
    }

    private int forget(String state, Instant before) {
        return inParts(transaction -> transaction
                .jdbc()
                .sql(FORGET.formatted(state))
                .param("before", QueueEntries.micros(before))
                .param("limit", AT_ONCE)
                .update());
    }

    /** In one commit after the other, so that nobody waits for the whole. */
    private int inParts(Part part) {
        int all = 0;
        int some;
        do {
            some = database.writePatiently(part::run);
            all += some;
        } while (some == AT_ONCE);
        return all;
    }

    private WhichDeadLetters untilNow(WhichDeadLetters which) {
        Instant next = now().plus(1, ChronoUnit.MICROS);
        Instant until = which.until() == null || which.until().isAfter(next) ? next : which.until();
        return new WhichDeadLetters(which.queue(), which.id(), which.keys(), which.code(), which.since(), until);
    }

    private static List<DeadLetter> select(
            JdbcClient jdbc, WhichDeadLetters which, DeadLetter.@Nullable Position after, int atMost, String lock) {
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

    /** Returns how many; a whole part means that there may be more. */
    @FunctionalInterface
    private interface Part {
        int run(Transaction transaction);
    }

    /** Dead letters of one queue that failed alike. */
    public record Code(String queue, String code, long count) {}
}
