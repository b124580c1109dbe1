package io.mmsroutes.ledger;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The default: a file of H2, with the options of application.properties. */
@Tag("one-camel")
class H2LedgerTest extends ValuesContract {
    @TempDir
    static Path folder;

    @Override
    String url() {
        return "jdbc:h2:file:%s/mms;WRITE_DELAY=0;FILE_LOCK=FS;DB_CLOSE_ON_EXIT=FALSE".formatted(folder);
    }

    @Override
    Map<String, String> credentials() {
        return Map.of();
    }
}
