package io.mmsroutes.ledger;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Takes messages whose media are to be looked at, by turns of their senders. Each is lent for a time: when this gateway dies,
 * another looks again, for nothing has been sent.
 */
public final class ClaimUnprepared {
    /** Of one sender at once: media on a slow host hold up their own sender only. */
    private static final int MOST_OF_ONE_SENDER = 4;

    private final Database database;
    private final ThreadPoolExecutor pool;
    private final Duration lease;

    /**
     * @param pool where media are looked at
     * @param timeout {@code mms.send.preflight-timeout}
     */
    public ClaimUnprepared(Database database, ThreadPoolExecutor pool, Duration timeout) {
        this.database = database;
        this.pool = pool;
        this.lease = timeout.plusSeconds(30);
    }

    public List<Claimed> claim() {
        int free = pool.getMaximumPoolSize() - pool.getActiveCount();
        boolean any = free > 0
                && database.<Boolean>read(
                        jdbc -> jdbc.sql("select exists (select 1 from outbound_messages where state = 'preparing')")
                                .query(Boolean.class)
                                .single());
        return any ? database.writePatiently(transaction -> claim(transaction, free)) : List.of();
    }

    private List<Claimed> claim(Transaction transaction, int free) {
        Instant now = Row.now(transaction.jdbc());
        return transaction
                .sql("""
                select id, kind, request, send_before from (
                    select id, kind, request, send_before, lease_until, position,
                        row_number() over (partition by sender order by priority, position) as turn
                    from outbound_messages where state = 'preparing') waiting
                where turn <= :most and (lease_until is null or lease_until <= :now)
                order by turn, position limit :free""")
                .param("most", MOST_OF_ONE_SENDER)
                .param("now", Row.time(now))
                .param("free", free)
                .query((row, number) -> new Claimed(Row.id(row), Row.request(row), 0))
                .list()
                .stream()
                .filter(waiting -> lend(transaction, waiting, now))
                .toList();
    }

    private boolean lend(Transaction transaction, Claimed waiting, Instant now) {
        return transaction
                        .sql("""
                        update outbound_messages set lease_until = :until
                        where id = :id and state = 'preparing' and (lease_until is null or lease_until <= :now)""")
                        .param("until", Row.time(now.plus(lease)))
                        .param("id", waiting.id().toString())
                        .param("now", Row.time(now))
                        .update()
                == 1;
    }
}
