package io.mmsroutes.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes messages whose media are to be looked at, by turns of their senders. Each is lent for a time: when this gateway dies,
 * another looks again, for nothing has been sent.
 */
public final class ClaimUnprepared {
    /** Of one sender at once: media on a slow host hold up their own sender only. */
    private static final int MOST_OF_ONE_SENDER = 4;

    private final Ledger ledger;
    private final ThreadPoolExecutor pool;
    private final Duration lease;

    /**
     * @param pool where media are looked at
     * @param timeout {@code mms.send.preflight-timeout}
     */
    public ClaimUnprepared(Ledger ledger, ThreadPoolExecutor pool, Duration timeout) {
        this.ledger = ledger;
        this.pool = pool;
        this.lease = timeout.plusSeconds(30);
    }

    public List<Claimed> claim() {
        int free = pool.getMaximumPoolSize() - pool.getActiveCount();
        return free <= 0 ? List.of() : ledger.inTransaction(jdbc -> claim(jdbc, free));
    }

    private List<Claimed> claim(JdbcClient jdbc, int free) {
        Instant now = Ledger.now(jdbc);
        return jdbc
                .sql("""
                select id, kind, request, send_before from (
                    select id, kind, request, send_before, leased_until, position,
                        row_number() over (partition by sender order by priority, position) as turn
                    from sends where state = 'preparing') waiting
                where turn <= :most and (leased_until is null or leased_until <= :now)
                order by turn, position limit :free""")
                .param("most", MOST_OF_ONE_SENDER)
                .param("now", Row.time(now))
                .param("free", free)
                .query((row, number) -> new Claimed(Row.id(row), Row.request(row), 0))
                .list()
                .stream()
                .filter(waiting -> lend(jdbc, waiting, now))
                .toList();
    }

    private boolean lend(JdbcClient jdbc, Claimed waiting, Instant now) {
        return jdbc.sql("""
                        update sends set leased_until = :until
                        where id = :id and state = 'preparing' and (leased_until is null or leased_until <= :now)""")
                        .param("until", Row.time(now.plus(lease)))
                        .param("id", waiting.id())
                        .param("now", Row.time(now))
                        .update()
                == 1;
    }
}
