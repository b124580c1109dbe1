package io.mmsroutes.repository;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many there were in a minute.
 *
 * @param begin of the minute
 */
public record Minute(Instant begin, long count) {
    private static final long MICROS = 60_000_000;

    static List<Minute> list(JdbcClient jdbc, String table, String column, Instant since) {
        return jdbc.sql("""
                        select %2$s / %3$s as minute, count(*) as amount from %1$s where %2$s >= :since
                        group by %2$s / %3$s order by minute""".formatted(table, column, MICROS))
                .param("since", Row.time(since))
                .query((row, number) -> new Minute(Row.instant(row.getLong("minute") * MICROS), row.getLong("amount")))
                .list();
    }
}
