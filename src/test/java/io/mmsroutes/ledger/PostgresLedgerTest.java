package io.mmsroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.Settings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real PostgreSQL, and the same SQL. */
@Tag("one-camel")
class PostgresLedgerTest extends ValuesContract {
    private final EmbeddedPostgres server;

    PostgresLedgerTest() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    @Override
    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    Map<String, String> credentials() {
        return Map.of("mms.ledger.user", "postgres", "mms.ledger.password", "postgres");
    }

    /** Without the lock, most of them find that somebody makes the same table. */
    @Test
    void gatewaysThatStartAtOnceOnAnEmptyDatabaseMakeItTogether() throws Exception {
        ledger.inTransaction(jdbc -> jdbc.sql("create schema empty").update());
        Map<String, String> environment = Map.of(
                "MMS_LEDGER_URL",
                url() + "&currentSchema=empty",
                "MMS_LEDGER_USER",
                "postgres",
                "MMS_LEDGER_PASSWORD",
                "postgres",
                "MMS_LEDGER_POOL",
                "2");
        List<Ledger> ledgers = new CopyOnWriteArrayList<>();
        CyclicBarrier together = new CyclicBarrier(8);
        try {
            Set<Boolean> there = together(8, () -> {
                Ledger one = new Ledger(Settings.load(Path.of("").toAbsolutePath(), environment, new Properties()));
                ledgers.add(one);
                together.await();
                return one.inTransaction(jdbc -> jdbc.sql("select count(*) = 1 from empty.lanes")
                        .query(Boolean.class)
                        .single());
            });

            assertThat(there).containsExactly(true);
        } finally {
            ledgers.forEach(Ledger::stop);
        }
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }
}
