package io.mmsroutes.database.queue;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL, and the same promises; with two gateways where there are two. */
class PostgresQueueTest extends QueueContract {
    @TempDir
    private static Path folder;

    private PostgresServer server;
    private Database first;
    private Database second;

    @BeforeAll
    void open() throws IOException {
        server = new PostgresServer();
        first = new Database(server.config(folder));
        first.start();
        second = new Database(server.config(folder));
        second.start();
    }

    @AfterAll
    void close() throws IOException {
        first.stop();
        second.stop();
        server.close();
    }

    @Override
    Database database() {
        return first;
    }

    @Override
    Database another() {
        return second;
    }
}
