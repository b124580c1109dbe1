package io.mmsroutes.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mmsroutes.Settings;
import io.mmsroutes.failure.TryLater;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** The database of what is to be sent. Its clock is the one clock, so that several gateways can share it. */
public final class Ledger extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    /** Row of {@code lanes} that stands for all senders together. */
    static final String ACCOUNT = "*";

    private static final long WAIT_FOR_A_CONNECTION_MILLIS = 2_000;

    private final HikariDataSource connections;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final AtomicBoolean ready = new AtomicBoolean();
    private final ReentrantLock trying = new ReentrantLock();

    public Ledger(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setJdbcUrl(settings.get("mms.ledger.url"));
        config.setUsername(settings.get("mms.ledger.user"));
        config.setPassword(settings.get("mms.ledger.password"));
        config.setMaximumPoolSize(Integer.parseInt(settings.get("mms.ledger.pool")));
        config.setConnectionTimeout(WAIT_FOR_A_CONNECTION_MILLIS);
        // Webhooks are taken without the ledger: one that is away must not keep the gateway from starting.
        config.setInitializationFailTimeout(-1);
        this.connections = new HikariDataSource(config);
        this.jdbc = JdbcClient.create(connections);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(connections));
    }

    /** Throws {@link TryLater} {@code ledger-away}; nothing of the work is done then. */
    <T> T inTransaction(Function<JdbcClient, T> work) {
        try {
            requireSchema();
            if (!ready.get()) {
                throw away(null);
            }
            return transactions.execute(status -> work.apply(jdbc));
        } catch (DataAccessResourceFailureException
                | TransientDataAccessException
                | RecoverableDataAccessException
                | TransactionException
                | ScriptException e) {
            throw away(e);
        }
    }

    private static TryLater away(@Nullable Throwable cause) {
        return new TryLater(
                "ledger-away", "The ledger does not answer now; see mms.ledger.url and the health page.", cause);
    }

    static Instant now(JdbcClient jdbc) {
        return jdbc.sql("select current_timestamp")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** Sending and asking are refused until the ledger is there; everything else works without it. */
    @Override
    protected void doStart() {
        try {
            inTransaction(Ledger::now);
        } catch (TryLater e) {
            LOG.warn("{}", e.sentence());
        }
    }

    /** One caller tries; while a database is away, the others are told so at once instead of waiting in line. */
    private void requireSchema() {
        if (ready.get() || !trying.tryLock()) {
            return;
        }
        try {
            createTables();
            ready.set(true);
        } finally {
            trying.unlock();
        }
    }

    private void createTables() {
        new ResourceDatabasePopulator(new ClassPathResource("schema.sql", Ledger.class)).execute(connections);
        try {
            jdbc.sql("insert into lanes (sender, next_slot) select :account, current_timestamp"
                            + " where not exists (select 1 from lanes where sender = :account)")
                    .param("account", ACCOUNT)
                    .update();
        } catch (DuplicateKeyException e) {
            // another gateway was a moment faster
        }
    }

    @Override
    protected void doStop() {
        connections.close();
    }
}
