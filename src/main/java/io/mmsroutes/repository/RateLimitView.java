package io.mmsroutes.repository;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.database.Database;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the rate limits of senders stand, for people. */
public final class RateLimitView {
    private final Database database;

    public RateLimitView(Database database) {
        this.database = database;
    }

    /** The account first, then senders that wait or are held, at most a hundred. */
    public List<Limit> all() {
        return database.read(jdbc -> jdbc.sql("""
                        select account, sender, next_slot, held_code, held_reason,
                            (select count(*) from outbound_messages m
                                where m.sender = rate_limits.sender and m.account = rate_limits.account and m.state = 'queued') as queued
                        from rate_limits order by sender, account limit 100""")
                .query((row, number) -> new Limit(
                        name(row.getString("sender"), row.getString("account")),
                        Row.instant(row.getLong("next_slot")),
                        row.getLong("queued"),
                        row.getString("held_code"),
                        row.getString("held_reason")))
                .list());
    }

    private static String name(String sender, String account) {
        return !sender.startsWith(RateLimitSlots.ACCOUNT) || account.equals(TelnyxAccount.DEFAULT)
                ? sender
                : sender + "@" + account;
    }

    /**
     * @param sender a number in full, a pool, or {@code *} for the account; {@code *@shop} for the one named shop
     * @param next when it may be called for next
     */
    public record Limit(
            String sender,
            Instant next,
            long queued,
            @Nullable String heldCode,
            @Nullable String heldReason) {}
}
