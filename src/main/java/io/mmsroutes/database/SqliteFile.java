package io.mmsroutes.database;

import io.mmsroutes.disk.LockedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/** {@code mms.db}: of one gateway alone, and readable by its user alone. */
final class SqliteFile extends AbstractDataSource implements AutoCloseable {
    static final String NAME = "mms.db";
    /** Of the driver: where it unpacks its native library, which has to be a place that programs may be run from. */
    private static final String NATIVE_FOLDER = "org.sqlite.tmpdir";
    /** Of the driver: where its native library is already, and as what. */
    private static final String LIBRARY_FOLDER = "org.sqlite.lib.path";

    private static final String LIBRARY_NAME = "org.sqlite.lib.name";

    private static final int BUSY_MILLIS = 250;
    private static final int MAX_WAL_BYTES = 64 * 1024 * 1024;

    private final LockedFolder folder;
    private final Consumer<DataSource> prepare;

    private SqliteFile(LockedFolder folder, Consumer<DataSource> prepare) {
        this.folder = folder;
        this.prepare = prepare;
    }

    /** @throws IllegalStateException with a sentence that names the setting */
    static SqliteFile in(Path where, Consumer<DataSource> prepare) throws IOException {
        LockedFolder folder = LockedFolder.open(where, LockedFolder.OF_DATA, "The folder %s".formatted(where));
        try {
            loadNativeLibrary(folder.path().resolve("native"));
            makeFile(folder.path().resolve(NAME));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
        return new SqliteFile(folder, prepare);
    }

    /** For the writer; the tables are there. */
    Connection open() throws SQLException {
        Connection connection = getConnection();
        try {
            prepare.accept(this);
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return config().createConnection("jdbc:sqlite:" + folder.path().resolve(NAME));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    /** Of the pool of readers, which takes it for the time that it waits at its end. */
    @Override
    public int getLoginTimeout() {
        return 1;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // a file is opened at once, or not at all
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setTempStore(TempStore.MEMORY); // a read-only root has no place for temporary files
        config.setJournalSizeLimit(MAX_WAL_BYTES);
        return config;
    }

    /** SQLite gives its two other files the permissions of this one. */
    private static void makeFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        for (String end : new String[] {"", "-wal", "-shm"}) {
            Path part = file.resolveSibling(NAME + end);
            if (Files.exists(part)) {
                LockedFolder.ownersOnly(part, "rw-------");
            }
        }
    }

    /**
     * The driver would compare its copy byte by byte, which takes a tenth of a second: in a folder for all. This one is ours alone. The
     * driver unpacks by itself what is not found here.
     */
    private static boolean unpack(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String packed = "%s/%s".formatted(LibraryLoaderUtil.getNativeLibResourcePath(), name);
        try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(packed)) {
            boolean ours = library != null && System.getProperty(LIBRARY_FOLDER) == null;
            if (ours) {
                Path copy = folder.resolve("sqlite-" + name);
                Files.copy(library, copy);
                copy.toFile().deleteOnExit();
                System.setProperty(LIBRARY_FOLDER, folder.toString());
                System.setProperty(LIBRARY_NAME, copy.getFileName().toString());
            }
            return ours;
        }
    }

    private static void loadNativeLibrary(Path folder) throws IOException {
        boolean unpacked = false;
        if (System.getProperty(NATIVE_FOLDER) == null) {
            Files.createDirectories(folder);
            LockedFolder.ownersOnly(folder, "rwx------");
            // A killed gateway leaves its copy behind; the lock on the database says that it is gone.
            try (Stream<Path> left = Files.list(folder)) {
                for (Path copy : left.filter(
                                path -> path.getFileName().toString().startsWith("sqlite-"))
                        .toList()) {
                    Files.delete(copy);
                }
            }
            System.setProperty(NATIVE_FOLDER, folder.toString());
            unpacked = unpack(folder);
        }
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError e) {
            throw new IllegalStateException(
                    "SQLite's native library does not load from %s: the folder must be writable, and its file system not be mounted noexec. Set mms.data-dir, or -D%s to another folder."
                            .formatted(System.getProperty(NATIVE_FOLDER), NATIVE_FOLDER),
                    e);
        } finally {
            if (unpacked) { // another class loader of this JVM needs a copy of its own
                System.clearProperty(LIBRARY_FOLDER);
                System.clearProperty(LIBRARY_NAME);
            }
        }
    }
}
