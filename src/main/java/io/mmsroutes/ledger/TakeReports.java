package io.mmsroutes.ledger;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Takes what the house is to be told. Each report is lent for a time that grows with its tries; whoever tells it drops it, and
 * what is not dropped comes again.
 */
public final class TakeReports {
    private static final int MOST = 100;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final int LONGEST_WAIT_DOUBLINGS = 8;

    private final Database database;

    public TakeReports(Database database) {
        this.database = database;
    }

    public List<Report> take() {
        boolean any = database.read(jdbc -> jdbc.sql("select exists (select 1 from status_events where due_at <= $now)")
                .query(Boolean.class)
                .single());
        return any ? database.writePatiently(TakeReports::take) : List.of();
    }

    private static List<Report> take(Transaction transaction) {
        Instant now = Row.now(transaction.jdbc());
        List<Report> due = transaction
                .sql("""
                select position, message_id, event, tries from status_events
                where due_at <= :now order by position limit :most $skipLocked""")
                .param("now", Row.time(now))
                .param("most", MOST)
                .query((row, number) -> new Report(
                        row.getLong("position"),
                        UUID.fromString(row.getString("message_id")),
                        row.getString("event"),
                        row.getInt("tries") + 1))
                .list();
        for (Report report : due) {
            int doublings = Math.min(report.tries() - 1, LONGEST_WAIT_DOUBLINGS);
            transaction
                    .sql("update status_events set tries = :tries, due_at = :at where position = :position")
                    .param("tries", report.tries())
                    .param("at", Row.time(now.plus(FIRST_WAIT.multipliedBy(1L << doublings))))
                    .param("position", report.position())
                    .update();
        }
        return due;
    }

    /**
     * @param id of the message
     * @param event what happened: a state of the message, or {@code sent} or {@code finalized} for a receipt
     * @param tries this one included
     */
    public record Report(long position, UUID id, String event, int tries) {}
}
