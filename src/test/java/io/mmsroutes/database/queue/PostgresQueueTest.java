package io.mmsroutes.database.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.PostgresServer;
import io.mmsroutes.support.StartedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL, and the same promises; with two gateways where there are two. */
@Tag("one-camel")
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
        first = StartedDatabase.of(new Database(server.config(folder)));
        second = StartedDatabase.of(new Database(server.config(folder)));
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
        String explain = "explain (analyze, format text) " + filledIn(sql);
        List<String> steps = database.writePatiently(transaction -> {
            if (!analyzed) {
                transaction.jdbc().sql("analyze queue_entries, queue_keys").update();
                analyzed = true;
            }
            transaction.jdbc().sql("savepoint before").update();
            List<String> plan =
                    transaction.jdbc().sql(explain).query(String.class).list();
            transaction.jdbc().sql("rollback to before").update();
            return plan;
        });

        assertThat(String.join("\n", steps)).containsPattern(indexes).doesNotContain("Seq Scan");
        assertThat(steps.stream().flatMap(step -> ROWS.matcher(step).results()).mapToLong(rows ->
                        (long) Double.parseDouble(rows.group(1))))
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

    @Test
    void consumerIsWokenByACommitOfAnotherGateway() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        CamelContext elsewhere = consume(second, "queue:elsewhere", exchange -> seen.add(id(exchange)));
        CamelContext context = context(first);

        withoutTimer(elsewhere, () -> {
            for (int i = 0; i < 60; i++) {
                int before = i;
                enter(context, "elsewhere", "" + i);
                eventually(() -> seen.size() > before);
            }
            return seen;
        });
    }

    @Test
    void lettersThatAnotherHasInHandHideNoneThatAreToBeDeleted() throws Exception {
        first.write(transaction -> transaction.sql("""
                        insert into queue_entries (queue, id, state, attempts, lost_leases, entered_at, changed_at)
                        select 'held', 'id-' || number, 'dead', 1, 0, 0, number from generate_series(1, 450) number""").update());
        try (Connection other = DriverManager.getConnection(server.url(), "postgres", "postgres");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("delete from queue_entries where id = 'id-1'");

            assertThat(new DeadLetters(second).delete(WhichDeadLetters.all("held")))
                    .isEqualTo(449);
            other.commit();
        }
        assertThat(new DeadLetters(first).count("held").dead()).isZero();
    }

    /** It is looked at once a second then, and not as fast as it goes. */
    @Test
    void rowThatAnotherProgramLocksIsPassedOver() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        enter(context(first), "locked", "1");
        try (Connection other = DriverManager.getConnection(server.url(), "postgres", "postgres");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select * from queue_entries where id = '1' for update");
            consume(first, "queue:locked?consumers=2", exchange -> seen.add(id(exchange)));
            enter(context(first), "locked", "2");
            eventually(() -> seen.contains("2"));
            assertThat(seen).containsExactly("2");
            other.rollback();
        }
        eventually(() -> seen.contains("1"));
    }
}
