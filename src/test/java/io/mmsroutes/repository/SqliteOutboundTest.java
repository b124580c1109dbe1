package io.mmsroutes.repository;

import io.mmsroutes.database.DatabaseConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The default: a file in the data folder. */
@Tag("one-camel")
class SqliteOutboundTest extends ValuesContract {
    @TempDir
    static Path folder;

    @Override
    DatabaseConfig config() {
        return new DatabaseConfig(folder, "", "", "", 10);
    }
}
