package io.mmsroutes.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * SQLite has one writer at a time, so one thread writes: all that waits in one transaction, each piece behind a savepoint, one
 * commit and one sync for all. The longer a sync takes, the more share it.
 */
final class GroupCommit implements Commits {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_PIECES = 256;
    /** Far more than wait while the disk works; what is more is told at once that it is too much. */
    private static final int MAX_WAITING = 10_000;

    private final SqliteFile file;
    private final Outage outage;
    private final DueSignals signals;
    private final BlockingQueue<Piece<?>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Piece<Boolean> last = new Piece<>(transaction -> true, Durability.RELAXED);
    private final Thread writer;
    private volatile boolean closing;
    /** Of the writer's thread alone; null until it is opened, and after it broke. */
    private volatile @Nullable Opened opened;

    GroupCommit(SqliteFile file, Outage outage, DueSignals signals) {
        this.file = file;
        this.outage = outage;
        this.signals = signals;
        this.writer = DaemonThreads.named("mms-database-writer").newThread(this::write);
        writer.start();
    }

    @Override
    public boolean take(Piece<?> piece) {
        return waiting.offer(piece);
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (writer.isAlive()) {
            waiting.offer(last);
            try {
                writer.join(100);
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        List<Piece<?>> batch = new ArrayList<>(MAX_PIECES);
        while (!batch.contains(last)) {
            batch.clear();
            try {
                batch.add(waiting.take());
                waiting.drainTo(batch, MAX_PIECES - 1);
                commit(batch);
            } catch (Throwable e) { // an Error too: whoever comes next is to be served
                fail(batch, e);
            }
        }
        discard();
    }

    private void commit(List<Piece<?>> batch) {
        Set<String> due = new LinkedHashSet<>();
        try {
            Opened connection = opened();
            if (!begin(connection, batch)) {
                return;
            }
            for (Piece<?> piece : batch) {
                connection.run(piece, batch.size() > 1);
                due.addAll(piece.due());
            }
            connection.commit();
            outage.end();
        } catch (Exception e) {
            fail(batch, e);
            return;
        }
        batch.forEach(Piece::complete);
        signals.fire(due);
    }

    /** Waits for another program's lock as long as anybody waits for us; false where nobody does any more. */
    private boolean begin(Opened connection, List<Piece<?>> batch) throws SQLException {
        boolean synced = batch.stream().anyMatch(piece -> piece.durability() == Durability.SYNCED);
        while (!batch.isEmpty()) {
            try {
                connection.begin(synced ? Durability.SYNCED : Durability.RELAXED);
                return true;
            } catch (SQLException e) {
                if (closing || !DatabaseErrors.isBusy(e)) {
                    throw e;
                }
                batch.removeIf(Piece::isOver);
            }
        }
        return false;
    }

    private void fail(List<Piece<?>> batch, Throwable cause) {
        Opened connection = opened;
        boolean reusable = connection == null || connection.rollback();
        if (DatabaseErrors.isOutage(cause)) {
            outage.begin(cause);
            reusable &= DatabaseErrors.isFull(cause);
        }
        if (!reusable) {
            discard();
        }
        batch.forEach(piece -> piece.fail(cause));
    }

    private Opened opened() throws SQLException {
        Opened connection = opened;
        if (connection == null) {
            connection = new Opened(file.open());
            opened = connection;
        }
        return connection;
    }

    private void discard() {
        Opened connection = opened;
        opened = null;
        if (connection != null) {
            connection.close();
        }
    }

    /** The writer's connection. The transactions are ours, not the driver's. */
    private static final class Opened {
        private final Connection connection;
        private final Statement statement;
        private final JdbcClient jdbc;
        private volatile Durability durability = Durability.SYNCED;

        Opened(Connection connection) throws SQLException {
            this.connection = connection;
            this.statement = connection.createStatement();
            JdbcTemplate template = new JdbcTemplate(new KeptStatements(connection));
            template.setExceptionTranslator(DatabaseErrors.ofSqlite());
            this.jdbc = Dialect.SQLITE.filling(JdbcClient.create(template));
        }

        void begin(Durability wanted) throws SQLException {
            if (wanted != durability) {
                // A sync takes everything before it along, so a relaxed commit is never lost alone.
                statement.execute("pragma synchronous = " + (wanted == Durability.SYNCED ? "full" : "normal"));
                durability = wanted;
            }
            statement.execute("begin immediate");
        }

        void run(Piece<?> piece, boolean others) throws SQLException {
            if (others) {
                statement.execute("savepoint piece");
            }
            boolean done = piece.run(jdbc);
            Throwable failure = piece.failure();
            if (failure != null && DatabaseErrors.isOutage(failure)) {
                throw new DataAccessResourceFailureException("The whole transaction failed", failure);
            }
            if (!done) {
                statement.execute(others ? "rollback to piece" : "rollback");
            }
            if (others) {
                statement.execute("release piece");
            } else if (!done) {
                statement.execute("begin"); // for the commit that follows
            }
        }

        void commit() throws SQLException {
            statement.execute("commit");
        }

        /** False where the connection is of no more use. */
        boolean rollback() {
            try {
                statement.execute("rollback");
                return true;
            } catch (SQLException e) {
                // SQLite rolls back by itself when the disk is full: then there is nothing to roll back, and all is
                // well.
                return String.valueOf(e.getMessage()).contains("no transaction is active");
            }
        }

        void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.warn(
                        "The database was not closed in order, and is put in order at the next start: {}",
                        e.getMessage());
            }
        }
    }
}
