package io.mmsroutes.repository;

import io.mmsroutes.database.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** A real PostgreSQL, and the same SQL. Its clock can be set: the gateway finds a function of the same name before the server's own. */
@Tag("one-camel")
class PostgresOutboundTest extends ValuesContract {
    private static final String CLOCK = """
            create schema clock;
            create table clock.passed (time interval not null);
            insert into clock.passed values ('0');
            create function clock.statement_timestamp() returns timestamptz language sql stable as
                'select pg_catalog.statement_timestamp() + (select time from clock.passed)'""";

    private final EmbeddedPostgres server;

    PostgresOutboundTest() throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        execute(CLOCK);
    }

    @Override
    DatabaseConfig config() {
        return new DatabaseConfig(
                Path.of("none"),
                server.getJdbcUrl("postgres", "postgres") + "&currentSchema=public,clock,pg_catalog",
                "postgres",
                "postgres",
                10);
    }

    @BeforeEach
    @Override
    void empty() {
        set("'0'");
        super.empty();
    }

    @Override
    void pass(Duration time) {
        set("time + make_interval(secs => %s)".formatted(time.toSeconds()));
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    private void set(String passed) {
        try {
            execute("update clock.passed set time = " + passed);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
