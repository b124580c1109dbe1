package io.mmsroutes.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default, and what befalls a file. */
@Tag("one-camel")
class SqliteDatabaseTest extends DatabaseContract {
    @TempDir
    private Path home;

    @Override
    Database newDatabase() {
        return new Database(config());
    }

    private DatabaseConfig config() {
        return new DatabaseConfig(home.resolve("a/data"), "", "", "", 2);
    }

    private Path file() {
        return config().folder().resolve("mms.db");
    }

    @Override
    void restoreVersion() {
        // each test has a file of its own
    }

    // --- Where it is

    @Test
    void filesAndFolderAreReadableByTheOwnerAlone() throws IOException {
        database.write(transaction -> insert(transaction, "1"));

        assertThat(permissions(config().folder())).isEqualTo("rwx------");
        for (String end : List.of("", "-wal", "-shm")) {
            assertThat(permissions(file().resolveSibling("mms.db" + end)))
                    .as(end)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void filesThatWereReadableByOthersAreNoMore() throws IOException {
        database.stop();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(config().folder(), PosixFilePermissions.fromString("rwxr-xr-x"));

        database.start();

        assertThat(permissions(file())).isEqualTo("rw-------");
        assertThat(permissions(config().folder())).isEqualTo("rwx------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void secondGatewayOnTheSameFileIsRefused() throws Exception {
        Database second = newDatabase();

        assertThatThrownBy(second::start)
                .hasStackTraceContaining("another gateway runs on it")
                .hasStackTraceContaining("mms.data-dir");
        try (ChildJvm third = new ChildJvm(
                SqliteProgram.class, List.of(), "open", config().folder().toString())) {
            assertThat(third.output()).contains("failed: ").contains("another gateway runs on it");
        }
        database.write(transaction -> insert(transaction, "1"));
    }

    @Test
    void whatFailsAheadOfItsTurnIsToldInItsTurn() {
        Database second = newDatabase();

        second.startAhead();
        assertThatThrownBy(second::start).hasStackTraceContaining("another gateway runs on it");

        database.stop();
        second.startAhead();
        second.start();
        second.write(transaction -> insert(transaction, "1"));
        second.stop();
    }

    @Test
    void nothingIsUnpackedOutsideOfTheDataFolder() throws Exception {
        Path folder = home.resolve("of its own");
        Path copy = folder.resolve("native/sqlite-of-a-killed-one.so");
        Files.createDirectories(copy.getParent());
        Files.createFile(copy);
        Path noFolder = Files.createFile(home.resolve("no-folder"));

        try (ChildJvm program =
                new ChildJvm(SqliteProgram.class, List.of("-Djava.io.tmpdir=" + noFolder), "open", folder.toString())) {
            assertThat(program.output()).contains("entries: 1");
        }
        assertThat(copy).doesNotExist();
    }

    @Test
    void libraryThatCannotBeUnpackedIsToldWithTheSetting() throws Exception {
        Path noFolder = Files.createFile(home.resolve("no-folder"));

        try (ChildJvm program = new ChildJvm(
                SqliteProgram.class,
                List.of("-Dorg.sqlite.tmpdir=" + noFolder, "-Djava.io.tmpdir=" + noFolder),
                "open",
                home.resolve("other").toString())) {
            assertThat(program.output())
                    .contains("native library")
                    .contains("noexec")
                    .contains("mms.data-dir");
        }
    }

    @Test
    void databaseOfAnotherKindIsRefusedWithTheSetting() {
        assertThatThrownBy(() -> new DatabaseConfig(home, "jdbc:h2:mem:x", "", "", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mms.database.url");
    }

    @Test
    void fileThatIsNoDatabaseIsToldAndLeftAsItIs() throws Exception {
        Path folder = Files.createDirectories(home.resolve("other"));
        byte[] text = "no database, however long it is read ".repeat(100).getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("mms.db"), text);
        Database other = new Database(new DatabaseConfig(folder, "", "", "", 2));

        other.start();
        try {
            assertThatThrownBy(() -> other.write(transaction -> true))
                    .isInstanceOfSatisfying(
                            TryLater.class, e -> assertThat(e.code()).isEqualTo("database-unavailable"));
        } finally {
            other.stop();
        }
        assertThat(Files.readAllBytes(folder.resolve("mms.db"))).isEqualTo(text);
    }

    @Test
    void tablesOfSomebodyElseStayAndThoseThatAreInTheWayAreTold() throws Exception {
        Database beside = withTable("beside", "something_else");
        beside.start();
        beside.write(transaction -> insert(transaction, "1"));
        beside.stop();

        Database blocked = withTable("blocked", "queue_entries");
        assertThatThrownBy(blocked::start).hasStackTraceContaining("begin with an empty database");
        blocked.stop();
    }

    private Database withTable(String name, String table) throws Exception {
        Path folder = Files.createDirectories(home.resolve(name));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mms.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table %s (id integer)".formatted(table));
        }
        return new Database(new DatabaseConfig(folder, "", "", "", 2));
    }

    // --- What a power cut leaves

    @Test
    void whatIsAcknowledgedIsSyncedAndWhatIsRelaxedIsWithTheNextThatIs() {
        assertThat(pragma("journal_mode", Durability.SYNCED)).isEqualTo("wal");
        assertThat(pragma("foreign_keys", Durability.SYNCED)).isEqualTo("1");
        assertThat(pragma("synchronous", Durability.SYNCED)).as("full").isEqualTo("2");
        assertThat(pragma("synchronous", Durability.RELAXED)).as("normal").isEqualTo("1");
        assertThat(pragma("synchronous", Durability.SYNCED)).as("full").isEqualTo("2");
        assertThat(pragma("temp_store", Durability.SYNCED)).as("memory").isEqualTo("2");
    }

    @Test
    void oneThatIsToBeSyncedSyncsAllOfItsCommit() {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Boolean> first = database.submit(
                transaction -> {
                    hold(go);
                    return true;
                },
                Durability.RELAXED);
        CompletableFuture<String> relaxed =
                database.submit(transaction -> pragma(transaction, "synchronous"), Durability.RELAXED);
        CompletableFuture<String> synced =
                database.submit(transaction -> pragma(transaction, "synchronous"), Durability.SYNCED);
        go.countDown();

        assertThat(first.join()).isTrue();
        assertThat(relaxed.join()).isEqualTo("2");
        assertThat(synced.join()).isEqualTo("2");
    }

    private String pragma(String name, Durability durability) {
        return database.submit(transaction -> pragma(transaction, name), durability)
                .join();
    }

    private static String pragma(Transaction transaction, String name) {
        return transaction.jdbc().sql("pragma " + name).query(String.class).single();
    }

    // --- What befalls it

    @Test
    void fullDiskIsToldLosesNothingAndMends() {
        database.write(transaction -> insert(transaction, "before"));
        int pages = Integer.parseInt(pragma("page_count", Durability.SYNCED));
        pragma("max_page_count = " + pages, Durability.SYNCED);
        String big = "x".repeat(1_000_000);

        List<CompletableFuture<Integer>> many = Stream.of("1", "2", "3")
                .map(id -> database.submit(transaction -> insert(transaction, id + big), Durability.SYNCED))
                .toList();
        many.forEach(one -> assertThatThrownBy(one::join)
                .satisfies(e -> assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                TryLater.class,
                                later -> assertThat(later.code()).isEqualTo("database-unavailable"))));
        assertThat(ids()).containsExactly("before");

        await().atMost(LONG).until(() -> succeeds("max_page_count = 1000000"));
        database.write(transaction -> insert(transaction, "x" + big));
        assertThat(ids()).hasSize(2);
    }

    private boolean succeeds(String pragma) {
        try {
            pragma(pragma, Durability.SYNCED);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Test
    void lockOfAnotherProcessIsToldInTimeAndMends() throws Exception {
        try (ChildJvm other = new ChildJvm(SqliteProgram.class, List.of(), "hold", file().toString())) {
            other.awaitLine("held");

            assertThatThrownBy(() -> database.write(transaction -> insert(transaction, "1")))
                    .isInstanceOfSatisfying(
                            TryLater.class, e -> assertThat(e.code()).isEqualTo("database-busy"));
            assertThat(ids()).as("reading goes on").isEmpty();

            CompletableFuture<Integer> waits =
                    database.submit(transaction -> insert(transaction, "2"), Durability.SYNCED);
            other.say("");
            other.awaitLine("released");
            assertThat(waits.join()).isEqualTo(1);
        }
        assertThat(ids()).containsExactly("2");
    }

    @Test
    void readersOfOtherProgramsHoldUpNobody() throws Exception {
        database.write(transaction -> insert(transaction, "1"));
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("select * from queue_entries").next();

            database.write(transaction -> insert(transaction, "2"));
        }
        assertThat(ids()).containsExactly("1", "2");
    }
}
