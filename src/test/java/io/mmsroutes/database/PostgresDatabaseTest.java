package io.mmsroutes.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.StartedDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL that several gateways share. */
@Tag("one-camel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresDatabaseTest extends DatabaseContract {
    @TempDir
    private Path home;

    private PostgresServer server;

    @BeforeAll
    void startServer() throws IOException {
        server = new PostgresServer();
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @Override
    Database newDatabase() {
        return new Database(server.config(home));
    }

    @Override
    void restoreVersion() throws Exception {
        server.execute(
                "update flyway_schema_history set version = '%s' where version = '999'".formatted(Schema.VERSION));
    }

    @Test
    void gatewaysThatStartAtOnceOnAnEmptyDatabaseMakeItTogether() throws Exception {
        server.execute("create schema empty");
        CyclicBarrier together = new CyclicBarrier(6);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Database> all = new CopyOnWriteArrayList<>();
        List<Future<Integer>> starts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            starts.add(threads.submit(() -> {
                Database one = new Database(
                        new DatabaseConfig(home, server.url() + "&currentSchema=empty", "postgres", "postgres", 2));
                all.add(one);
                together.await();
                one.start();
                return one.write(
                        transaction -> insert(transaction, UUID.randomUUID().toString()));
            }));
        }
        try {
            for (Future<Integer> start : starts) {
                assertThat(start.get()).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
            all.forEach(Database::stop);
        }
    }

    /** Flyway makes its table, and only then notes in it that there is one. */
    @Test
    void tablesThatAnotherGatewayIsMakingAreWaitedFor() throws Exception {
        server.execute("create schema half");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Database late =
                new Database(new DatabaseConfig(home, server.url() + "&currentSchema=half", "postgres", "postgres", 2));
        try (Connection other = DriverManager.getConnection(server.url(), "postgres", "postgres");
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(%s)".formatted(Schema.LOCK));
            statement.execute("create table half.flyway_schema_history (like flyway_schema_history including all)");

            Future<?> start = thread.submit(() -> late.start());

            await().until(() -> {
                try (ResultSet waiting =
                        statement.executeQuery("select 1 from pg_locks where locktype = 'advisory' and not granted")) {
                    return waiting.next() || start.isDone();
                }
            });
            assertThat(start).isNotDone();
            statement.execute("drop table half.flyway_schema_history");
            statement.execute("select pg_advisory_unlock(%s)".formatted(Schema.LOCK));
            start.get();
            assertThat(late.<Integer>write(transaction -> insert(transaction, "1")))
                    .isEqualTo(1);
        } finally {
            thread.shutdown();
            late.stop();
        }
    }

    @Test
    void anotherGatewayIsWoken() {
        Database second = StartedDatabase.of(newDatabase());
        CountDownLatch woken = new CountDownLatch(1);
        second.listen("over there", woken::countDown);
        try {
            // Its LISTEN may be a moment away.
            await().atMost(LONG).until(() -> {
                database.write(transaction -> {
                    transaction.becameDue("over there");
                    return true;
                });
                return woken.await(100, TimeUnit.MILLISECONDS);
            });
        } finally {
            second.stop();
        }
    }

    @Test
    void serverThatIsAwayAtTheStartIsWaitedForAndThatIsTold() throws Exception {
        int port = freePort();
        Database early = new Database(new DatabaseConfig(
                home, "jdbc:postgresql://localhost:%s/postgres".formatted(port), "postgres", "postgres", 2));
        early.start();
        try {
            assertThatThrownBy(() -> early.write(transaction -> insert(transaction, "1")))
                    .isInstanceOfSatisfying(
                            TryLater.class, e -> assertThat(e.code()).isEqualTo("database-unavailable"));

            EmbeddedPostgres late = start(port, home.resolve("late"));
            await().atMost(LONG).until(() -> writes(early, "1"));
            late.close();
        } finally {
            early.stop();
        }
    }

    @Test
    void serverThatIsRestartedUnderLoadLosesNothingThatWasAcknowledged() throws Exception {
        int port = freePort();
        Path folder = home.resolve("restarted");
        EmbeddedPostgres running = start(port, folder);
        Database one = new Database(new DatabaseConfig(
                home, "jdbc:postgresql://localhost:%s/postgres".formatted(port), "postgres", "postgres", 4));
        StartedDatabase.of(one);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Set<String> codes = ConcurrentHashMap.newKeySet();
        AtomicBoolean end = new AtomicBoolean();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            for (int caller = 0; caller < 4; caller++) {
                int number = caller;
                callers.execute(() -> {
                    for (int i = 0; !end.get(); i++) {
                        String id = number + "/" + i;
                        try {
                            one.write(transaction -> insert(transaction, id));
                            acknowledged.add(id);
                        } catch (TryLater e) {
                            codes.add(e.code());
                        }
                    }
                });
            }
            await().atMost(LONG).until(() -> acknowledged.size() > 100);
            running.close();
            await().atMost(LONG).until(() -> codes.contains("database-unavailable"));
            running = start(port, folder);
            int before = acknowledged.size();
            await().atMost(LONG).until(() -> acknowledged.size() > before + 100);
            end.set(true);
            callers.shutdown();
            await().atMost(LONG).until(callers::isTerminated);

            List<String> there = one.read(jdbc ->
                    jdbc.sql("select id from queue_entries").query(String.class).list());
            assertThat(there).containsAll(acknowledged);
            assertThat(codes).isSubsetOf("database-unavailable", "database-busy");
        } finally {
            end.set(true);
            callers.shutdownNow();
            one.stop();
            running.close();
        }
    }

    @Test
    void whatWasWrittenIsThereThoughTheServerCrashedAndIsSetToCommitLater() throws Exception {
        try (PostgresServer lazy = new PostgresServer(home.resolve("crashed"), PostgresServer.LAZY)) {
            Database one = new Database(lazy.config(home));
            StartedDatabase.of(one);
            try {
                for (int i = 0; i < 20; i++) {
                    String id = String.valueOf(i);
                    one.write(transaction -> insert(transaction, id));
                }
                lazy.crash();
                lazy.restart();
                await().atMost(LONG).until(() -> writes(one, "afterwards"));

                List<String> there = one.read(jdbc -> jdbc.sql("select id from queue_entries")
                        .query(String.class)
                        .list());
                assertThat(there).hasSize(21);
            } finally {
                one.stop();
            }
        }
    }

    private static boolean writes(Database database, String id) {
        try {
            return database.<Integer>write(transaction -> insert(transaction, id)) == 1;
        } catch (TryLater e) {
            return false;
        }
    }

    private static EmbeddedPostgres start(int port, Path folder) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
