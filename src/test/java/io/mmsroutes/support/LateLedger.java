package io.mmsroutes.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL that is away until somebody brings it back. */
public final class LateLedger implements AutoCloseable {
    private final int port = Ports.free();
    private final List<EmbeddedPostgres> running = new ArrayList<>();

    public Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "mms.ledger.url", "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port),
                "mms.ledger.user", "postgres",
                "mms.ledger.password", "postgres"));
    }

    public void bringBack() throws IOException {
        running.add(EmbeddedPostgres.builder()
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .start());
    }

    @Override
    public void close() throws IOException {
        for (EmbeddedPostgres server : running) {
            server.close();
        }
    }
}
