package io.mmsroutes.database;

import io.mmsroutes.failure.RootCause;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** The tables, as the files in {@code migrations} make them; each is run once, and never edited once it is released. */
final class Schema {
    /** That of the last file in {@code migrations}. */
    static final int VERSION = 1;

    private static final String HISTORY = "flyway_schema_history";

    /** Any number that nobody else in the database locks. */
    static final long LOCK = 7_796_772_101L;

    private final String place;
    private final Dialect dialect;
    private final @Nullable DataSource locks;

    /**
     * @param place for people
     * @param locks connections beside the pool, which Flyway may need whole: while one is locked, no other gateway migrates. Null
     *     where no other can be there.
     */
    Schema(String place, Dialect dialect, @Nullable DataSource locks) {
        this.place = place;
        this.dialect = dialect;
        this.locks = locks;
    }

    /**
     * Makes the tables, or what they lack. Several gateways may do so at once.
     *
     * @throws UnusableDatabase for what a newer program wrote, or none of ours
     */
    void prepare(DataSource database) {
        int there = version(new JdbcTemplate(database));
        if (there > VERSION) {
            throw new UnusableDatabase(
                    "The database %s is of a newer MMS Routes: its schema is %s, this program knows %s. Start the newer program, or restore the backup that was made before the upgrade."
                            .formatted(place, there, VERSION));
        }
        if (there < VERSION) { // what is up to date is not looked at by Flyway, which takes a quarter of a second
            migrateAlone(database);
        }
    }

    /** Flyway takes the table that another one has just made for somebody else's, and refuses it. */
    private void migrateAlone(DataSource database) {
        if (locks == null) {
            migrate(database);
            return;
        }
        try (Connection lock = locks.getConnection();
                Statement statement = lock.createStatement()) {
            statement.execute("select pg_advisory_lock(%s)".formatted(LOCK));
            migrate(database);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("The tables cannot be made now", e);
        }
    }

    private void migrate(DataSource database) {
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(database)
                    .locations("classpath:io/mmsroutes/database/migrations")
                    .placeholders(Map.of("counted", dialect.counted()))
                    .table(HISTORY)
                    .baselineOnMigrate(true) // beside tables of somebody else
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            if (DatabaseErrors.isPassing(e)) {
                throw new DataAccessResourceFailureException("The tables cannot be made now", e);
            }
            throw new UnusableDatabase(
                    "The database %s has tables in the way that this program did not make: %s. Restore a backup, or begin with an empty database."
                            .formatted(place, RootCause.of(e)));
        }
    }

    /** 0 for an empty database. */
    private static int version(JdbcTemplate jdbc) {
        boolean any = Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) Schema::hasHistory));
        Integer version = any
                ? jdbc.queryForObject(
                        "select max(cast(version as integer)) from %s where success and version is not null"
                                .formatted(HISTORY),
                        Integer.class)
                : null;
        return version == null ? 0 : version;
    }

    private static boolean hasHistory(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, connection.getSchema(), HISTORY, null)) {
            return tables.next();
        }
    }

    /** It is no use to wait for this one. */
    static final class UnusableDatabase extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        UnusableDatabase(String sentence) {
            super(sentence);
        }
    }
}
