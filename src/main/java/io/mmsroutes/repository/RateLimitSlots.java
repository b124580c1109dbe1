package io.mmsroutes.repository;

import io.mmsroutes.account.TelnyxAccount;
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

/** When each sender, and each account, may be called for next. A sender of two accounts has a slot in each. */
final class RateLimitSlots {
    /** Stands for all senders of an account together. */
    static final String ACCOUNT = "*";

    /** More than have their turn in one round; those that cannot use it are among them. */
    private static final int MOST_SENDERS = 500;

    private static final String COLUMNS =
            "select account, sender, next_slot, held_since, held_in_doubt, adapted_interval, adapted_until from rate_limits ";

    private static final String IN_TURN = """
            where next_slot <= :now and sender <> '*' and exists (
                select 1 from outbound_messages where outbound_messages.sender = rate_limits.sender
                    and outbound_messages.account = rate_limits.account and state = 'queued')""";

    /** Microseconds until something may be sent; null where nothing waits. */
    static final String UNTIL_DUE = """
            select min(case when slot.next_slot > account.next_slot then slot.next_slot else account.next_slot end) - $now
            from rate_limits slot join rate_limits account on account.sender = '*' and account.account = slot.account
            where slot.sender <> '*' and exists (
                select 1 from outbound_messages where outbound_messages.sender = slot.sender
                    and outbound_messages.account = slot.account and state = 'queued')""";

    private RateLimitSlots() {}

    /** The account's slot, locked until the end of the transaction; empty where another gateway has the lock. */
    static Optional<Slot> lockAccount(Transaction transaction, String account) {
        return transaction
                .sql(COLUMNS + "where account = :account and sender = '*' $skipLocked")
                .param("account", account)
                .query((row, number) -> slot(row))
                .optional();
    }

    /** Keeps everybody else out until the end of the transaction who holds the account too. */
    static void holdAccount(Transaction transaction, String account) {
        add(transaction, account);
        transaction
                .sql("select sender from rate_limits where account = :account and sender = '*' $forUpdate")
                .param("account", account)
                .query(String.class)
                .single();
    }

    /** Makes the account's slot where there is none; the default account has one from the beginning. */
    static void add(Transaction transaction, String account) {
        if (!account.equals(TelnyxAccount.DEFAULT)) {
            transaction.sql("""
                    insert into rate_limits (account, sender, next_slot) values (:account, '*', 0)
                    on conflict (account, sender) do nothing""").param("account", account).update();
        }
    }

    /** Accounts that have a sender whose turn it is; that of the one who has waited longest comes first. */
    static List<String> accountsInTurn(JdbcClient jdbc, Instant now) {
        return jdbc.sql("select account from rate_limits " + IN_TURN + " group by account order by min(next_slot)")
                .param("now", Row.time(now))
                .query(String.class)
                .list();
    }

    /** Those of the account whose slot is due and who have something to send; who has waited longest comes first. */
    static List<Slot> inTurn(JdbcClient jdbc, String account, Instant now) {
        return jdbc.sql(COLUMNS + IN_TURN + " and account = :account order by next_slot limit :most")
                .param("now", Row.time(now))
                .param("account", account)
                .param("most", MOST_SENDERS)
                .query((row, number) -> slot(row))
                .list();
    }

    /** Slots of accounts while Telnyx's answers slow them down. */
    static List<Slot> adapted(JdbcClient jdbc) {
        return jdbc.sql(COLUMNS + "where sender = '*' and adapted_until > $now order by account")
                .query((row, number) -> slot(row))
                .list();
    }

    /** Of what many senders share, by name; whoever changes them holds the account. */
    static Map<String, Instant> shared(Transaction transaction, String account) {
        Map<String, Instant> shared = new HashMap<>();
        transaction
                .sql("select sender, next_slot from rate_limits where account = :account and sender like '*_%'")
                .param("account", account)
                .query(row -> {
                    shared.put(row.getString("sender"), Row.instant(row.getLong("next_slot")));
                });
        return shared;
    }

    /** One that is not there yet is made. */
    static void moveShared(Transaction transaction, String account, String name, Instant slot) {
        transaction
                .sql("""
                insert into rate_limits (account, sender, next_slot) values (:account, :name, :slot)
                on conflict (account, sender) do update set next_slot = excluded.next_slot""")
                .param("account", account)
                .param("name", name)
                .param("slot", Row.time(slot))
                .update();
    }

    private static Slot slot(ResultSet row) throws SQLException {
        return new Slot(
                row.getString("account"),
                row.getString("sender"),
                Row.instant(row.getLong("next_slot")),
                Row.instant(row, "held_since"),
                row.getBoolean("held_in_doubt"),
                Duration.of(row.getLong("adapted_interval"), ChronoUnit.MICROS),
                Row.instant(row, "adapted_until"));
    }

    static void move(Transaction transaction, String account, String sender, Instant slot) {
        transaction
                .sql("update rate_limits set next_slot = :slot where account = :account and sender = :sender")
                .param("slot", Row.time(slot))
                .param("account", account)
                .param("sender", sender)
                .update();
    }

    /**
     * @param heldSince null where it is not: one message at a time; see {@link Holds}
     * @param adapted what Telnyx's answers allow: from one message to the next, until then; null where they said nothing
     */
    record Slot(
            String account,
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
