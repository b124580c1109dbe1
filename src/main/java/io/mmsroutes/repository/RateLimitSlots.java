package io.mmsroutes.repository;

import io.mmsroutes.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When each sender, and the account, may be called for next. */
final class RateLimitSlots {
    /** Stands for all senders together. */
    static final String ACCOUNT = "*";

    /** More than have their turn in one round; those that cannot use it are among them. */
    private static final int MOST_SENDERS = 500;

    private static final String COLUMNS =
            "select sender, next_slot, held_since, held_in_doubt, adapted_interval, adapted_until from rate_limits ";

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

    /** The account's slot while Telnyx's answers slow it down. */
    static Optional<Slot> adapted(JdbcClient jdbc) {
        return jdbc.sql(COLUMNS + "where sender = :account and adapted_until > $now")
                .param("account", ACCOUNT)
                .query((row, number) -> slot(row))
                .optional();
    }

    /** Of what many senders share, by name; whoever changes them holds the account. */
    static Map<String, Instant> shared(Transaction transaction) {
        Map<String, Instant> shared = new HashMap<>();
        transaction
                .sql("select sender, next_slot from rate_limits where sender like '*_%'")
                .query((row, number) -> Map.entry(row.getString("sender"), Row.instant(row.getLong("next_slot"))))
                .list()
                .forEach(slot -> shared.put(slot.getKey(), slot.getValue()));
        return shared;
    }

    /** One that is not there yet is made. */
    static void moveShared(Transaction transaction, String name, Instant slot) {
        transaction.sql("""
                insert into rate_limits (sender, next_slot) values (:name, :slot)
                on conflict (sender) do update set next_slot = excluded.next_slot""").param("name", name).param("slot", Row.time(slot)).update();
    }

    private static Slot slot(ResultSet row) throws SQLException {
        return new Slot(
                row.getString("sender"),
                Row.instant(row.getLong("next_slot")),
                Row.instant(row, "held_since"),
                row.getBoolean("held_in_doubt"),
                Duration.of(row.getLong("adapted_interval"), ChronoUnit.MICROS),
                Row.instant(row, "adapted_until"));
    }

    static void move(Transaction transaction, String sender, Instant slot) {
        transaction
                .sql("update rate_limits set next_slot = :slot where sender = :sender")
                .param("slot", Row.time(slot))
                .param("sender", sender)
                .update();
    }

    /**
     * @param heldSince null where it is not: one message at a time; see {@link Holds}
     * @param adapted what Telnyx's answers allow: from one message to the next, until then; null where they said nothing
     */
    record Slot(
            String sender,
            Instant nextSlot,
            @Nullable Instant heldSince,
            boolean inDoubt,
            Duration adapted,
            @Nullable Instant adaptedUntil) {
        boolean isAdapted(Instant now) {
            return adaptedUntil != null && adaptedUntil.isAfter(now);
        }

        boolean isHeld() {
            return heldSince != null;
        }
    }
}
