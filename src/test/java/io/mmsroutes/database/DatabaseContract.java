package io.mmsroutes.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.StartedDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the database promises to those who write and read, whichever of the two it is. */
abstract class DatabaseContract {
    static final Duration LONG = Duration.ofSeconds(30);
    /** So many pieces leave no thread of a pool free. */
    static final int ALL_THREADS = 4;

    Database database;

    abstract Database newDatabase() throws Exception;

    @BeforeEach
    void open() throws Exception {
        database = StartedDatabase.of(newDatabase());
        database.write(transaction ->
                transaction.jdbc().sql("delete from queue_entries").update());
    }

    @AfterEach
    void close() {
        database.stop();
    }

    static int insert(Transaction transaction, String id) {
        return transaction
                .jdbc()
                .sql(
                        "insert into queue_entries (queue, id, state, attempts, lost_leases, entered_at, changed_at) values ('q', :id, 'waiting', 0, 0, 0, 0)")
                .param("id", id)
                .update();
    }

    List<String> ids() {
        return database.read(jdbc -> jdbc.sql("select id from queue_entries order by id")
                .query(String.class)
                .list());
    }

    @Test
    void whatFailsIsUndoneAloneAndFailsItsCallerAlone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Integer> first = database.submit(
                transaction -> {
                    hold(go);
                    return insert(transaction, "first");
                },
                Durability.SYNCED);
        List<CompletableFuture<Integer>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            others.add(database.submit(
                    transaction -> {
                        int inserted = insert(transaction, "" + (10 + number));
                        if (number % 2 == 1) {
                            throw new IllegalStateException("odd");
                        }
                        return inserted;
                    },
                    Durability.SYNCED));
        }
        go.countDown();

        assertThat(first.join()).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Integer> one = others.get(i);
            if (i % 2 == 0) {
                assertThat(one.join()).isEqualTo(1);
            } else {
                assertThatThrownBy(one::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(IllegalStateException.class);
            }
        }
        assertThat(ids()).containsExactly("10", "12", "14", "16", "18", "20", "22", "24", "26", "28", "first");
    }

    @Test
    void failureOfASingleOneIsUndoneToo() {
        assertThatThrownBy(() -> database.write(transaction -> {
                    insert(transaction, "1");
                    throw new Rejected("code", "A sentence.");
                }))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("code"));

        assertThat(ids()).isEmpty();
        assertThat(database.<Integer>write(transaction -> insert(transaction, "2")))
                .isEqualTo(1);
    }

    @Test
    void valueThatTheDatabaseNeverTakesIsRefusedWithoutBeingNamed() {
        assertThatThrownBy(() -> database.write(transaction -> transaction
                        .jdbc()
                        .sql(
                                "insert into queue_entries (queue, id, state, attempts, lost_leases, entered_at, changed_at) values ('q', '1', 's3cret', 0, 0, 0, 0)")
                        .update()))
                .isInstanceOfSatisfying(Rejected.class, e -> {
                    assertThat(e.code()).isEqualTo("value-refused");
                    assertThat(e.sentence()).doesNotContain("s3cret");
                });
    }

    @Test
    void callerIsToldInTimeWhereTheWriterIsStuckAndNothingIsDoneLater() {
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < ALL_THREADS; i++) {
            CompletableFuture<Boolean> unused = database.submit(
                    transaction -> {
                        hold(go);
                        return true;
                    },
                    Durability.SYNCED);
        }

        assertThatThrownBy(() -> database.write(transaction -> insert(transaction, "late")))
                .isInstanceOfSatisfying(TryLater.class, e -> {
                    assertThat(e.code()).isEqualTo("database-busy");
                    assertThat(e.sentence()).contains("nothing of it was done");
                });

        go.countDown();
        database.write(transaction -> insert(transaction, "after"));
        assertThat(ids()).containsExactly("after");
    }

    @Test
    void listenersAreWokenByWhatIsCommittedAndByNothingElse() throws Exception {
        List<String> woken = new CopyOnWriteArrayList<>();
        AutoCloseable one = database.listen("one", () -> woken.add("one"));
        database.listen("two", () -> woken.add("two"));

        assertThatThrownBy(() -> database.write(transaction -> {
                    transaction.becameDue("two");
                    throw new IllegalStateException("undone");
                }))
                .isInstanceOf(IllegalStateException.class);
        database.write(transaction -> {
            transaction.becameDue("one");
            return true;
        });

        await("woken").atMost(LONG).until(() -> woken.contains("one"));
        one.close();
        database.write(transaction -> {
            transaction.becameDue("one");
            transaction.becameDue("two");
            return true;
        });
        await("woken").atMost(LONG).until(() -> woken.contains("two"));
        assertThat(woken).containsExactly("one", "two");
    }

    @Test
    void whatWasWrittenIsThereAfterItIsOpenedAgain() throws Exception {
        database.write(transaction -> insert(transaction, "1"));
        database.stop();

        database = StartedDatabase.of(newDatabase());

        assertThat(ids()).containsExactly("1");
    }

    @Test
    void databaseOfANewerProgramIsRefusedWithTheFix() throws Exception {
        database.write(transaction -> transaction
                .jdbc()
                .sql("update flyway_schema_history set version = '999' where version = :ours")
                .param("ours", String.valueOf(Schema.VERSION))
                .update());
        database.stop();
        database = newDatabase();

        try {
            assertThatThrownBy(database::start)
                    .hasStackTraceContaining(
                            "is of a newer MMS Routes: its schema is 999, this program knows " + Schema.VERSION)
                    .hasStackTraceContaining("Start the newer program, or restore the backup");
        } finally {
            restoreVersion();
        }
    }

    /** For the tests that follow. */
    abstract void restoreVersion() throws Exception;

    @Test
    void whatIsNotOpenFailsAtOnce() {
        database.stop();

        assertThatThrownBy(() -> database.write(transaction -> true)).isInstanceOf(TryLater.class);
        assertThatThrownBy(() -> database.read(jdbc -> true)).isInstanceOf(TryLater.class);
    }

    static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
