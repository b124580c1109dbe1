package io.mmsroutes.repository;

import io.mmsroutes.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When each sender, and the account, may be called for next. */
final class RateLimitSlots {
    /** Stands for all senders together. */
    static final String ACCOUNT = "*";

    /** More than have their turn in one round; those that cannot use it are among them. */
    private static final int MOST_SENDERS = 500;

    private static final String COLUMNS = "select sender, next_slot, held_since, held_in_doubt from rate_limits ";

    /** Microseconds until something may be sent; null where nothing waits. */
    static final String UNTIL_DUE = """
            select min(case when slot.next_slot > account.next_slot then slot.next_slot else account.next_slot end) - $now
            from rate_limits slot join rate_limits account on account.sender = '*'
            where slot.sender <> '*' and exists (
                select 1 from outbound_messages where outbound_messages.sender = slot.sender and state = 'queued')""";

    private RateLimitSlots() {}

    /** The account's slot, locked until the end of the transaction; empty where another gateway has the lock. */
    static Optional<Slot> lockAccount(Transaction transaction) {
        return transaction
                .sql(COLUMNS + "where sender = :account $skipLocked")
                .param("account", ACCOUNT)
                .query((row, number) -> slot(row))
                .optional();
    }

    /** Keeps everybody else out until the end of the transaction who holds the account too. */
    static void holdAccount(Transaction transaction) {
        transaction
                .sql("select sender from rate_limits where sender = :account $forUpdate")
                .param("account", ACCOUNT)
                .query(String.class)
                .single();
    }

    /** Those whose slot is due and who have something to send; who has waited longest comes first. */
    static List<Slot> inTurn(JdbcClient jdbc, Instant now) {
        return jdbc.sql(COLUMNS + """
                where next_slot <= :now and sender <> :account
                    and exists (select 1 from outbound_messages where outbound_messages.sender = rate_limits.sender and state = 'queued')
                order by next_slot limit :most""")
                .param("now", Row.time(now))
                .param("account", ACCOUNT)
                .param("most", MOST_SENDERS)
                .query((row, number) -> slot(row))
                .list();
    }

    private static Slot slot(ResultSet row) throws SQLException {
        return new Slot(
                row.getString("sender"),
                Row.instant(row.getLong("next_slot")),
                Row.instant(row, "held_since"),
                row.getBoolean("held_in_doubt"));
    }

    static void move(Transaction transaction, String sender, Instant slot) {
        transaction
                .sql("update rate_limits set next_slot = :slot where sender = :sender")
                .param("slot", Row.time(slot))
                .param("sender", sender)
                .update();
    }

    /** @param heldSince null where it is not: one message at a time; see {@link Holds} */
    record Slot(String sender, Instant nextSlot, @Nullable Instant heldSince, boolean inDoubt) {
        boolean isHeld() {
            return heldSince != null;
        }
    }
}
