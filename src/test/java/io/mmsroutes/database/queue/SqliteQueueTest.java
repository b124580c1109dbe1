package io.mmsroutes.database.queue;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The default. */
class SqliteQueueTest extends QueueContract {
    @TempDir
    private static Path folder;

    private Database sqlite;

    @BeforeAll
    void open() {
        sqlite = new Database(new DatabaseConfig(folder, "", "", "", 4));
        sqlite.start();
    }

    @AfterAll
    void close() {
        sqlite.stop();
    }

    @Override
    Database database() {
        return sqlite;
    }

    @Override
    Database another() {
        return sqlite;
    }
}
