package io.mmsroutes.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes what the house is to be told. Each report is lent for a time that grows with its tries; whoever tells it drops it, and
 * what is not dropped comes again.
 */
public final class TakeReports {
    private static final int MOST = 100;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final int LONGEST_WAIT_DOUBLINGS = 8;

    private final Ledger ledger;

    public TakeReports(Ledger ledger) {
        this.ledger = ledger;
    }

    public List<Report> take() {
        return ledger.inTransaction(TakeReports::take);
    }

    private static List<Report> take(JdbcClient jdbc) {
        Instant now = Ledger.now(jdbc);
        List<Report> due = jdbc.sql("""
                select position, send_id, event, tries from reports
                where due_at <= :now order by position limit :most for update skip locked""")
                .param("now", Row.time(now))
                .param("most", MOST)
                .query((row, number) -> new Report(
                        row.getLong("position"),
                        row.getObject("send_id", UUID.class),
                        row.getString("event"),
                        row.getInt("tries") + 1))
                .list();
        for (Report report : due) {
            int doublings = Math.min(report.tries() - 1, LONGEST_WAIT_DOUBLINGS);
            jdbc.sql("update reports set tries = :tries, due_at = :at where position = :position")
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
