package io.mmsroutes.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * SQLite in a file of the data folder, or a PostgreSQL that several gateways share. Whoever writes hands in a piece of work and does
 * not know which of the two it is. Times are microseconds since 1970, by the clock of the database.
 */
public final class Database extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** A webhook has its 503 after 1.5 s. */
    private static final Duration MAX_WAIT = Duration.ofMillis(1_200);

    private static final Duration PATIENT_WAIT = Duration.ofSeconds(10);

    /** Making the tables, or what a new version lacks, on a busy machine. */
    private static final Duration MAX_START = Duration.ofSeconds(60);

    private static final long CONNECT_MILLIS = 1_000;

    /** A server, database or user may be set to commit before its disk has it; the other values wait for that, and for copies too. */
    private static final String SYNCED_COMMITS =
            "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

    private final DatabaseConfig config;
    private final Outage outage;
    private final DueSignals signals = new DueSignals();
    private final DueLook look = new DueLook(this);
    private final AtomicBoolean prepared = new AtomicBoolean();
    private volatile @Nullable Open open;

    public Database(DatabaseConfig config) {
        this.config = config;
        this.outage = new Outage(config.place());
    }

    /**
     * Hands in work and does not wait for it. What follows on the future must be short: others wait for its thread.
     *
     * <p>The future fails within 1.2 s, with what the work threw, or with {@link TryLater} {@code database-unavailable} or {@code
     * database-busy}, or with {@link Rejected} {@code value-refused} for what the database will never take.
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Work<T> work, Durability durability) {
        return submit(work, durability, MAX_WAIT);
    }

    private <T extends @Nullable Object> CompletableFuture<T> submit(
            Work<T> work, Durability durability, Duration wait) {
        Piece<T> piece = new Piece<>(work, durability);
        Open to = open;
        if (to == null) {
            piece.fail(DatabaseErrors.unavailable(null));
            return piece.caller();
        }
        try {
            outage.requireOver();
            ScheduledFuture<?> expiry = to.timer.schedule(piece::expire, wait.toMillis(), TimeUnit.MILLISECONDS);
            CompletableFuture<T> unused = piece.caller().whenComplete((result, failure) -> expiry.cancel(false));
        } catch (TryLater | RejectedExecutionException e) { // the latter while it is closed
            piece.fail(DatabaseErrors.unavailable(e));
            return piece.caller();
        }
        if (!to.commits.take(piece)) {
            piece.fail(DatabaseErrors.tooSlow());
        }
        return piece.caller();
    }

    /**
     * Hands in work, and waits until it is on disk.
     *
     * @throws TryLater as {@link #submit} fails
     */
    public <T extends @Nullable Object> T write(Work<T> work) {
        return write(work, Durability.SYNCED);
    }

    /**
     * The same of work that no caller at an endpoint waits for: it has 10 s, as have those that are many rows.
     *
     * @throws TryLater as {@link #submit} fails
     */
    public <T extends @Nullable Object> T writePatiently(Work<T> work) {
        return result(submit(work, Durability.SYNCED, PATIENT_WAIT));
    }

    /**
     * Hands in work, and waits until it is committed.
     *
     * @throws TryLater as {@link #submit} fails
     */
    public <T extends @Nullable Object> T write(Work<T> work, Durability durability) {
        return result(submit(work, durability));
    }

    /**
     * Reads what is committed, beside whatever is written; two statements of one query may see a commit between them.
     *
     * @throws TryLater as {@link #submit} fails
     */
    public <T extends @Nullable Object> T read(Function<JdbcClient, T> query) {
        Open from = open;
        if (from == null) {
            throw DatabaseErrors.unavailable(null);
        }
        try {
            if (!prepared.get()) {
                write(transaction -> true); // which makes the tables
            }
            return query.apply(from.reading);
        } catch (RuntimeException e) {
            Throwable failure = DatabaseErrors.forCaller(e);
            throw failure == e ? e : unchecked(new CompletionException(failure));
        }
    }

    /** Calls {@code wake}, which must not wait, whenever something in a queue may have become due. Close it to be left alone. */
    public AutoCloseable listen(String queue, Runnable wake) {
        return signals.listen(queue, wake);
    }

    /**
     * Calls {@code wake}, which must not wait, once a second while something is due, and when the alarm goes off that is returned. Close it
     * to be left alone.
     *
     * @param untilDue a select of one value: microseconds until something is due, null where nothing waits; at no more cost than a look
     *     into an index
     * @param parameters of its question marks
     */
    public DueAlarm whenDue(String untilDue, List<?> parameters, Runnable wake) {
        return look.add(untilDue, parameters, wake);
    }

    /** What differs in SQL. */
    public Dialect dialect() {
        return config.isSqlite() ? Dialect.SQLITE : Dialect.POSTGRESQL;
    }

    /**
     * Starts it before its turn, on another thread. What fails is tried again, and told, when its turn comes: an error, such as a library
     * that is missing, would otherwise leave a service that is starting for ever.
     */
    public void startAhead() {
        lock.lock();
        try {
            start();
        } catch (RuntimeException | LinkageError e) {
            stop();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A PostgreSQL that is away is waited for while everything runs.
     *
     * @throws IllegalStateException for what waiting does not help
     */
    @Override
    protected void doStart() throws IOException {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, DaemonThreads.named("mms-database-timer"));
        timer.setRemoveOnCancelPolicy(true);
        open = config.isSqlite() ? openSqlite(timer) : openPostgres(timer);
        try {
            result(submit(transaction -> true, Durability.SYNCED, MAX_START));
        } catch (TryLater e) {
            LOG.warn("All that needs the database {} waits for it", config.place());
        } catch (RuntimeException e) {
            doStop();
            throw e;
        }
        look.start(timer);
    }

    @Override
    protected void doStop() {
        Open closing = open;
        open = null;
        if (closing != null) {
            closing.close();
        }
    }

    private Open openSqlite(ScheduledThreadPoolExecutor timer) throws IOException {
        Schema schema = new Schema(config.place(), dialect(), null);
        SqliteFile file = SqliteFile.in(config.folder(), one -> prepare(schema, one));
        try {
            return openSqlite(timer, file);
        } catch (RuntimeException | LinkageError e) {
            file.close();
            throw e;
        }
    }

    private Open openSqlite(ScheduledThreadPoolExecutor timer, SqliteFile file) {
        HikariConfig pool = pool();
        pool.setDataSource(file);
        pool.setConnectionInitSql("pragma query_only = 1");
        pool.setMinimumIdle(0);
        HikariDataSource readers = new HikariDataSource(pool);
        JdbcTemplate template = new JdbcTemplate(readers);
        template.setExceptionTranslator(DatabaseErrors.ofSqlite());
        GroupCommit commits = new GroupCommit(file, outage, signals);
        return new Open(timer, commits, dialect().filling(JdbcClient.create(template)), () -> {
            commits.close();
            readers.close();
            file.close();
        });
    }

    private Open openPostgres(ScheduledThreadPoolExecutor timer) {
        HikariConfig pool = pool();
        pool.setDriverClassName("org.postgresql.Driver");
        pool.setJdbcUrl(config.url());
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        pool.setMaximumPoolSize(config.connections() + 1); // one listens
        pool.setConnectionInitSql(SYNCED_COMMITS);
        pool.addDataSourceProperty("ApplicationName", "mms-routes");
        pool.addDataSourceProperty("connectTimeout", "1");
        pool.addDataSourceProperty("socketTimeout", "10");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        HikariDataSource connections = new HikariDataSource(pool);
        Schema schema = new Schema(config.place(), dialect(), locks());
        PooledCommits commits = new PooledCommits(
                connections, () -> prepare(schema, connections), outage, signals, config.connections());
        PostgresSignals others = new PostgresSignals(connections, signals, timer);
        return new Open(timer, commits, dialect().filling(JdbcClient.create(connections)), () -> {
            others.close();
            commits.close();
            connections.close();
        });
    }

    private DataSource locks() {
        PGSimpleDataSource locks = new PGSimpleDataSource();
        locks.setURL(config.url());
        locks.setUser(config.user());
        locks.setPassword(config.password());
        locks.setConnectTimeout(1);
        locks.setSocketTimeout((int) MAX_START.toSeconds());
        return locks;
    }

    private HikariConfig pool() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("mms-database");
        pool.setMaximumPoolSize(config.connections());
        pool.setConnectionTimeout(CONNECT_MILLIS);
        pool.setInitializationFailTimeout(-1); // a database that is away must not keep the gateway from starting
        return pool;
    }

    /** Once, by one thread; until it succeeds everybody tries again. */
    private void prepare(Schema schema, DataSource database) {
        if (!prepared.get()) {
            synchronized (prepared) {
                if (!prepared.get()) {
                    schema.prepare(database);
                    JdbcTemplate jdbc = new JdbcTemplate(database);
                    if (config.isSqlite()) {
                        // Nobody else works on this file: whoever held a lease is dead.
                        jdbc.update("update queue_entries set lease_until = 0 where state = 'leased'");
                    } else if ("off".equals(jdbc.queryForObject("show fsync", String.class))) {
                        LOG.warn(
                                "The PostgreSQL {} runs with fsync=off: what was acknowledged is lost when its machine has a power cut. Set fsync=on there",
                                config.place());
                    }
                    prepared.set(true);
                }
            }
        }
    }

    private static <T extends @Nullable Object> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(CompletionException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : e;
    }

    private record Open(ScheduledThreadPoolExecutor timer, Commits commits, JdbcClient reading, AutoCloseable parts) {
        void close() {
            try {
                parts.close();
            } catch (Exception e) {
                LOG.warn("The database was not closed in order", e);
            }
            timer.shutdown(); // what still waits is told when its time is up
        }
    }
}
