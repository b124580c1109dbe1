package io.mmsroutes.database;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.TransactionException;

/** What goes wrong with a database, in the words of this project: later, or never. The one place that knows their codes. */
final class DatabaseErrors {
    static final String UNAVAILABLE = "database-unavailable";
    private static final String BUSY = "database-busy";
    private static final int DEEPEST = 20;

    // https://www.sqlite.org/rescode.html, the low byte of an extended code
    private static final int SQLITE_ERROR = 1;
    private static final int SQLITE_FULL = 13;
    private static final Set<Integer> LOCKED = Set.of(5, 6, 9, 17); // BUSY, LOCKED, INTERRUPT, SCHEMA
    private static final Set<Integer> VALUES = Set.of(18, 19, 20, 25); // TOOBIG, CONSTRAINT, MISMATCH, RANGE

    private DatabaseErrors() {}

    /** For Spring, which knows no codes of SQLite. */
    static SQLExceptionTranslator ofSqlite() {
        return (task, sql, e) -> {
            int code = e.getErrorCode() & 0xff;
            String said = "%s: SQLite %s".formatted(task, e.getMessage());
            if (LOCKED.contains(code)) {
                return new CannotAcquireLockException(said, e);
            }
            if (VALUES.contains(code)) {
                return new DataIntegrityViolationException(said, e);
            }
            return code == SQLITE_ERROR
                    ? new InvalidDataAccessResourceUsageException(said, e)
                    : new DataAccessResourceFailureException(said, e);
        };
    }

    /** A full disk is no fault of the connection. */
    static boolean isFull(Throwable cause) {
        return sqlState(cause).equals("SQLite " + SQLITE_FULL);
    }

    static boolean isBusy(SQLException e) {
        return LOCKED.contains(e.getErrorCode() & 0xff);
    }

    /** What callers see: failures of the work itself as they are, those of the database as Rejected or TryLater. */
    static Throwable forCaller(Throwable cause) {
        if (!(cause instanceof DataAccessException
                || cause instanceof TransactionException
                || cause instanceof SQLException)) {
            return cause;
        }
        if (isAboutValues(cause)) {
            // Without the driver's words, which may hold the value.
            return new Rejected(
                    "value-refused",
                    "The database refuses a value (%s): it is too long for an index, or holds signs that it does not take."
                            .formatted(sqlState(cause)));
        }
        if (cause instanceof TransientDataAccessException) {
            return new TryLater(BUSY, "Another one works on the same rows of the database now.", cause);
        }
        return cause instanceof InvalidDataAccessResourceUsageException ? cause : unavailable(cause);
    }

    /** What stops a migration: true where it can be tried again, false where the tables are not what they should be. */
    static boolean isPassing(Throwable cause) {
        String state = sqlState(cause);
        return !state.equals("unknown") && !state.equals("SQLite " + SQLITE_ERROR) && !state.startsWith("42");
    }

    /** Of the database as a whole: the next one would fail as well. */
    static boolean isOutage(Throwable cause) {
        return (cause instanceof DataAccessException
                        || cause instanceof TransactionException
                        || cause instanceof SQLException)
                && forCaller(cause) instanceof TryLater later
                && later.code().equals(UNAVAILABLE);
    }

    static TryLater unavailable(@Nullable Throwable cause) {
        return new TryLater(
                UNAVAILABLE,
                "The database cannot be written now: look at free space in mms.data-dir, or at mms.database.url, and at the health page.",
                cause);
    }

    static TryLater tooSlow() {
        return new TryLater(
                BUSY,
                "The database did not come to it in time; nothing of it was done. Another program may hold its lock, or the disk hangs.");
    }

    static TryLater outcomeUnknown() {
        return new TryLater(
                BUSY,
                "The database did not answer in time; it may still do it. Another program may hold its lock, or the disk hangs.");
    }

    /** Classes 22 and 23 of SQLState are the data's fault, 54 that a row or an index has no room for them. */
    private static boolean isAboutValues(Throwable cause) {
        String state = sqlState(cause);
        return cause instanceof DataIntegrityViolationException
                || (!(cause instanceof TransientDataAccessException)
                        && Stream.of("22", "23", "54").anyMatch(state::startsWith)
                        && !(cause instanceof UncategorizedSQLException));
    }

    private static String sqlState(Throwable cause) {
        return Stream.<Throwable>iterate(cause, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .map(sql -> sql.getSQLState() == null ? "SQLite " + (sql.getErrorCode() & 0xff) : sql.getSQLState())
                .findFirst()
                .orElse("unknown");
    }
}
