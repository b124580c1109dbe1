package io.mmsroutes.database;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** PostgreSQL shares its syncs by itself: each piece is a transaction, on as many threads as there are connections. */
final class PooledCommits implements Commits {
    private static final int MAX_WAITING = 10_000;
    private static final long END_SECONDS = 10;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Runnable beforeFirst;
    private final Outage outage;
    private final DueSignals signals;
    private final ThreadPoolExecutor threads;

    /**
     * @param beforeFirst makes the tables where they are not there; throws while it cannot
     * @param size how many at once
     */
    PooledCommits(DataSource connections, Runnable beforeFirst, Outage outage, DueSignals signals, int size) {
        this.jdbc = Dialect.POSTGRESQL.filling(JdbcClient.create(connections));
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(connections));
        this.beforeFirst = beforeFirst;
        this.outage = outage;
        this.signals = signals;
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                DaemonThreads.named("mms-database"));
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public boolean take(Piece<?> piece) {
        try {
            threads.execute(() -> commit(piece));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void close() {
        end(threads);
    }

    private void commit(Piece<?> piece) {
        if (piece.isOver()) {
            return;
        }
        try {
            beforeFirst.run();
            transactions.executeWithoutResult(status -> {
                if (piece.durability() == Durability.RELAXED) {
                    jdbc.sql("set local synchronous_commit = off").update();
                }
                if (!piece.run(jdbc)) {
                    status.setRollbackOnly();
                }
            });
        } catch (Throwable e) { // an Error too: the caller is to know
            note(e);
            piece.fail(e);
            return;
        }
        note(piece.failure());
        piece.complete();
        signals.fire(piece.due());
    }

    private void note(@Nullable Throwable failure) {
        if (failure == null) {
            outage.end();
        } else if (DatabaseErrors.isOutage(failure)) {
            outage.begin(failure);
        }
    }

    private static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
