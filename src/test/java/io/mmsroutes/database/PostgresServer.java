package io.mmsroutes.database;

import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL, which may crash and be started again. */
public final class PostgresServer implements AutoCloseable {
    /** Commits that do not ask for more are on disk some time later: as bad as a server can be set. */
    public static final Map<String, String> LAZY = Map.of("synchronous_commit", "off", "wal_writer_delay", "10s");

    private final Map<String, String> config;
    private final Path folder;
    private final int port = Ports.free();
    private EmbeddedPostgres server;

    public PostgresServer() throws IOException {
        this(Files.createTempDirectory("mms-postgres"), Map.of());
    }

    /**
     * @param folder of its data, which stay when it is closed
     * @param config of the server
     */
    public PostgresServer(Path folder, Map<String, String> config) throws IOException {
        this.folder = folder;
        this.config = config;
        this.server = launch();
    }

    public String url() {
        return "jdbc:postgresql://localhost:%s/postgres?user=postgres".formatted(port);
    }

    public DatabaseConfig config(Path home) {
        return new DatabaseConfig(home, url(), "postgres", "postgres", 4);
    }

    /** Settings of a gateway on it. */
    public Map<String, String> settings() {
        return Map.of("mms.database.url", url(), "mms.database.user", "postgres", "mms.database.password", "postgres");
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All of its processes at once: what they had in memory alone is gone. */
    public void crash() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("postmaster.pid")).get(0));
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
        all.addAll(postmaster.descendants().toList());
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(30)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        server.close();
    }

    public void restart() throws IOException {
        server = launch();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private EmbeddedPostgres launch() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60));
        config.forEach(builder::setServerConfig);
        return builder.start();
    }
}
