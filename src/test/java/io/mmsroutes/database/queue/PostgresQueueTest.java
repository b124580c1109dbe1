package io.mmsroutes.database.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL, and the same promises; with two gateways where there are two. */
class PostgresQueueTest extends DeadLettersContract {
    private static final Pattern ROWS = Pattern.compile("actual time=\\S+ rows=([0-9.]+)");

    @TempDir
    private static Path folder;

    private PostgresServer server;
    private Database first;
    private Database second;
    private boolean analyzed;

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

    @Override
    void requirePlan(String sql, String indexes) {
        String explain = "explain (analyze, format text) " + database.dialect().sql(filledIn(sql));
        List<String> steps = database.write(transaction -> {
            if (!analyzed) {
                transaction.jdbc().sql("analyze queue_entries, queue_keys").update();
                analyzed = true;
            }
            transaction.jdbc().sql("savepoint before").update();
            List<String> plan = transaction.jdbc().sql(explain).query(String.class).list();
            transaction.jdbc().sql("rollback to before").update();
            return plan;
        });

        assertThat(String.join("\n", steps)).containsPattern(indexes).doesNotContain("Seq Scan");
        assertThat(steps.stream().flatMap(step -> ROWS.matcher(step).results()).mapToLong(rows -> (long) Double.parseDouble(rows.group(1))))
                .as("rows that are touched")
                .allMatch(rows -> rows <= 100);
    }

    @Override
    String[] placeForAnotherProcess() {
        return new String[] {folder.toString(), server.url()};
    }

    @Override
    void requireEnds() {
        requireEnds(first);
    }
}
