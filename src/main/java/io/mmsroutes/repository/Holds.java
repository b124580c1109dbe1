package io.mmsroutes.repository;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Senders, and the account, that Telnyx takes nothing of until staff change something. A hold stands in the sender, for all
 * gateways of one database and across restarts. While it lasts one message at a time is called for, after growing pauses; the
 * first that Telnyx takes ends it.
 */
final class Holds {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final String COLUMNS =
            "select rate_limits.account, rate_limits.sender, held_since, held_code, held_reason, held_in_doubt from rate_limits ";

    private Holds() {}

    /** All there are, those of accounts first. */
    static List<Hold> all(JdbcClient jdbc) {
        return query(
                jdbc.sql(COLUMNS + "where held_since is not null order by rate_limits.sender, rate_limits.account"));
    }

    /** What a message waits for, the account's first. */
    static List<Hold> of(JdbcClient jdbc, UUID id) {
        return query(
                jdbc.sql(COLUMNS + """
                join outbound_messages on rate_limits.account = outbound_messages.account
                    and rate_limits.sender in (outbound_messages.sender, :account)
                where outbound_messages.id = :id and held_since is not null order by rate_limits.sender""").param("account", RateLimitSlots.ACCOUNT).param("id", id.toString()));
    }

    static Optional<Hold> ofAccount(Transaction transaction, String account) {
        return all(transaction.jdbc()).stream()
                .filter(hold -> hold.isOfAccount() && hold.account().equals(account))
                .findFirst();
    }

    /** Holds a sender, or goes on holding it; empty where it was held before. */
    static Optional<Hold> begin(
            Transaction transaction, String account, String sender, Outcome.Postponed why, Instant now) {
        boolean began = transaction
                        .sql("""
                        update rate_limits set held_since = :now
                        where account = :account and sender = :sender and held_since is null""")
                        .param("now", Row.time(now))
                        .param("account", account)
                        .param("sender", sender)
                        .update()
                == 1;
        boolean inDoubt = why.hold() == Outcome.Hold.IN_DOUBT;
        transaction
                .sql("""
                update rate_limits set held_code = :code, held_reason = :reason, held_in_doubt = :inDoubt
                where account = :account and sender = :sender""")
                .param("code", Row.atMost(OutboundMessages.LONGEST_CODE, why.code()))
                .param("reason", Row.atMost(OutboundMessages.LONGEST_REASON, why.sentence()))
                .param("inDoubt", inDoubt)
                .param("account", account)
                .param("sender", sender)
                .update();
        return began
                ? Optional.of(new Hold(account, sender, now, why.code(), why.sentence(), inDoubt))
                : Optional.empty();
    }

    /** Ends those that the message was called in spite of. */
    static List<Hold> end(Transaction transaction, UUID id) {
        List<Hold> tried = tried(transaction, id);
        tried.forEach(hold -> end(transaction, hold, Row.now(transaction.jdbc())));
        return tried;
    }

    static void end(Transaction transaction, Hold hold, Instant now) {
        transaction
                .sql("""
                update rate_limits set next_slot = :now, held_since = null, held_code = null, held_reason = null,
                    held_in_doubt = null
                where account = :account and sender = :sender""")
                .param("now", Row.time(now))
                .param("account", hold.account())
                .param("sender", hold.sender())
                .update();
    }

    /** Those that the message was called in spite of: a call that was under way when a hold began says nothing of its end. */
    static List<Hold> tried(Transaction transaction, UUID id) {
        return query(transaction
                .sql(COLUMNS + """
                join outbound_messages on rate_limits.account = outbound_messages.account
                    and rate_limits.sender in (outbound_messages.sender, :account)
                where outbound_messages.id = :id and held_since < outbound_messages.submitted_at order by rate_limits.sender""")
                .param("account", RateLimitSlots.ACCOUNT)
                .param("id", id.toString()));
    }

    private static List<Hold> query(JdbcClient.StatementSpec query) {
        return query.query((row, number) -> new Hold(
                        row.getString("account"),
                        row.getString("sender"),
                        Optional.ofNullable(Row.instant(row, "held_since")).orElse(Instant.EPOCH),
                        Optional.ofNullable(row.getString("held_code")).orElse(""),
                        Optional.ofNullable(row.getString("held_reason")).orElse(""),
                        row.getBoolean("held_in_doubt")))
                .list();
    }

    /** For a log and a metric: {@code account}, and {@code account-shop} for one that has a name. */
    static String accountName(String account) {
        return account.equals(TelnyxAccount.DEFAULT) ? "account" : "account-" + account;
    }

    /**
     * @param sender a sender, or {@link RateLimitSlots#ACCOUNT}
     * @param inDoubt it may have been the message's own fault
     */
    record Hold(String account, String sender, Instant since, String code, String reason, boolean inDoubt) {

        boolean isOfAccount() {
            return sender.equals(RateLimitSlots.ACCOUNT);
        }

        /** Half as long as it has lasted, between 1 s and 30 s. */
        Duration pause(Instant now) {
            Duration half = Duration.between(since, now).dividedBy(2);
            if (half.compareTo(SHORTEST_PAUSE) < 0) {
                return SHORTEST_PAUSE;
            }
            return half.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : half;
        }

        /** For a log and a metric: a whole number is not for everybody who reads those. */
        String name() {
            return isOfAccount() ? accountName(account) : new PhoneNumber(sender).toString();
        }
    }
}
