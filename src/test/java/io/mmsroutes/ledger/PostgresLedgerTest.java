package io.mmsroutes.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** A real PostgreSQL, and the same SQL. */
class PostgresLedgerTest extends ReplyContract {
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

    @AfterAll
    void stop() throws IOException {
        server.close();
    }
}
