package io.mmsroutes.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    public void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
