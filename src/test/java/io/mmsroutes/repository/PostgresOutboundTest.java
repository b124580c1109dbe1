package io.mmsroutes.repository;

import io.mmsroutes.database.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** A real PostgreSQL, and the same SQL. */
@Tag("one-camel")
class PostgresOutboundTest extends ValuesContract {
    private final EmbeddedPostgres server;

    PostgresOutboundTest() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    @Override
    DatabaseConfig config() {
        return new DatabaseConfig(
                Path.of("none"), server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", 10);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }
}
