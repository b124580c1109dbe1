package io.mmsroutes.database;

import io.mmsroutes.settings.Settings;
import java.nio.file.Path;

/**
 * Where the database is.
 *
 * @param folder {@code mms.data-dir}: of {@code mms.db}, and of the native library of SQLite
 * @param url of PostgreSQL; empty for SQLite in the folder
 * @param connections of a pool: to PostgreSQL, or for reading SQLite
 */
public record DatabaseConfig(Path folder, String url, String user, String password, int connections) {
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** @throws IllegalArgumentException for a database that is neither */
    public DatabaseConfig {
        if (!url.isEmpty() && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "mms.database.url begins with %s, or is empty: then SQLite is used, in mms.data-dir."
                            .formatted(POSTGRESQL));
        }
    }

    /** @throws IllegalArgumentException as the constructor, and for a pool that is no number */
    public static DatabaseConfig of(Settings settings) {
        return new DatabaseConfig(
                settings.dataDir(),
                settings.get("mms.database.url"),
                settings.get("mms.database.user"),
                settings.get("mms.database.password"),
                Integer.parseInt(settings.get("mms.database.pool")));
    }

    /** Then the data folder is locked by the database. */
    public boolean isSqlite() {
        return url.isEmpty();
    }

    /** For people: the file, or the setting that has the address, which may hold a password. */
    String place() {
        return isSqlite() ? folder.resolve(SqliteFile.NAME).toString() : "of mms.database.url";
    }
}
