package io.mmsroutes.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * LISTEN and NOTIFY between gateways. NOTIFY comes right after a commit, and not in it: there it takes a lock that lasts until the
 * commit is synced, and so lets no two commits share a sync. What a gateway that dies in between does not tell is found within the
 * second in which every queue is looked at.
 */
final class PostgresSignals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSignals.class);
    private static final String CHANNEL = "mms_routes_due";
    /** Signals of this time are one for each queue. */
    private static final long TOGETHER_MILLIS = 20;

    private static final int LISTEN_MILLIS = 5_000;
    private static final long RECONNECT_MILLIS = 1_000;

    private final HikariDataSource connections;
    private final DueSignals signals;
    private final ScheduledExecutorService timer;
    private final String self = UUID.randomUUID().toString();
    private final Set<String> pending = ConcurrentHashMap.newKeySet();
    private final Thread listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection listening;

    PostgresSignals(HikariDataSource connections, DueSignals signals, ScheduledExecutorService timer) {
        this.connections = connections;
        this.signals = signals;
        this.timer = timer;
        signals.tellOthers(this::tell);
        this.listener = DaemonThreads.named("mms-database-listen").newThread(this::listen);
        listener.start();
    }

    @Override
    public void close() {
        closed.countDown();
        Connection open = listening;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("The listening connection was closed already", e);
            }
        }
    }

    private void tell(Set<String> queues) {
        boolean first = pending.isEmpty();
        pending.addAll(queues);
        if (first && !isClosed()) {
            ScheduledFuture<?> unused = timer.schedule(this::tellNow, TOGETHER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tellNow() {
        List<String> now = List.copyOf(pending);
        now.forEach(pending::remove);
        for (String queue : now) {
            try {
                JdbcClient.create(connections)
                        .sql("select pg_notify(:channel, :payload)")
                        .param("channel", CHANNEL)
                        .param("payload", self + "/" + queue)
                        .query((row, number) -> true)
                        .single();
            } catch (DataAccessException e) {
                LOG.debug("Other gateways find it by themselves, queue={}", queue, e);
            }
        }
    }

    private void listen() {
        while (!isClosed()) {
            try (Connection connection = connections.getConnection()) {
                listening = connection;
                listen(connection);
            } catch (SQLException e) {
                LOG.debug("Signals of other gateways are missed until the database is back", e);
                pause();
            } finally {
                listening = null;
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
        }
        signals.fireAllHere();
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!isClosed()) {
            PGNotification[] told = postgres.getNotifications(LISTEN_MILLIS);
            for (PGNotification one : told == null ? new PGNotification[0] : told) {
                String[] parts = one.getParameter().split("/", 2);
                if (parts.length == 2 && !parts[0].equals(self)) {
                    signals.fireHere(parts[1]);
                }
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        try {
            boolean unused = closed.await(RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
