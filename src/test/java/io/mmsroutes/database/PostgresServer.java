package io.mmsroutes.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A real PostgreSQL. */
public final class PostgresServer implements AutoCloseable {
    private final EmbeddedPostgres server;

    public PostgresServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    public String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    public DatabaseConfig config(Path folder) {
        return new DatabaseConfig(folder, url(), "postgres", "postgres", 4);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
