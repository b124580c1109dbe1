package io.mmsroutes.database.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The default. */
class SqliteQueueTest extends DeadLettersContract {
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

    @Override
    void requirePlan(String sql, String indexes) {
        List<String> steps = database.read(jdbc -> jdbc.sql("explain query plan " + filledIn(sql))
                .query((row, number) -> row.getString("detail"))
                .list());

        assertThat(String.join("\n", steps)).containsPattern(indexes).doesNotContain("SCAN queue", "TEMP B-TREE");
    }

    @Override
    String[] placeForAnotherProcess() {
        return new String[] {folder.resolve("poisoned").toString(), ""};
    }

    @Override
    void requireEnds() {
        Database other = new Database(new DatabaseConfig(folder.resolve("poisoned"), "", "", "", 4));
        other.start();
        try {
            requireEnds(other);
        } finally {
            other.stop();
        }
    }
}
