package io.mmsroutes.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mmsroutes.Settings;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** The database of what is to be sent, and of what was stored. Its clock is the one clock, so that several gateways can share it. */
public final class Ledger extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    /** Row of {@code lanes} that stands for all senders together. */
    static final String ACCOUNT = "*";

    /** Any number that nobody else in the database locks. */
    private static final long SCHEMA_LOCK = 7_796_772_101L;

    private static final long WAIT_FOR_A_CONNECTION_MILLIS = 2_000;

    private final HikariDataSource connections;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final AtomicBoolean ready = new AtomicBoolean();
    private final LedgerOutage outage = new LedgerOutage(Clock.systemUTC());

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

    /**
     * Nothing of the work is done when it fails.
     *
     * @throws TryLater {@code ledger-away} or {@code ledger-busy}
     * @throws Rejected {@code value-refused}: the database will never take a value of it, however often it is tried
     */
    <T> T inTransaction(Function<JdbcClient, T> work) {
        outage.requireOver();
        try {
            requireSchema();
            T result = transactions.execute(status -> work.apply(jdbc));
            outage.end();
            return result;
        } catch (DuplicateKeyException e) {
            throw e;
        } catch (DataIntegrityViolationException e) {
            throw LedgerOutage.refused(e);
        } catch (DataAccessResourceFailureException
                | RecoverableDataAccessException
                | TransactionException
                | ScriptException e) {
            if (LedgerOutage.isAboutValues(e)) {
                throw LedgerOutage.refused(e);
            }
            throw outage.begin(e);
        } catch (TransientDataAccessException e) {
            throw new TryLater("ledger-busy", "Another one works on the same message now.", e);
        }
    }

    static Instant now(JdbcClient jdbc) {
        return jdbc.sql("select current_timestamp")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** Sending and asking are refused until the ledger is there, and what came in waits; webhooks are taken without it. */
    @Override
    protected void doStart() {
        try {
            inTransaction(Ledger::now);
        } catch (TryLater e) {
            LOG.warn("Sending and delivery wait for the ledger; webhooks do not");
        }
    }

    private void requireSchema() {
        if (!ready.get()) {
            synchronized (ready) {
                if (!ready.get()) {
                    createTables();
                    ready.set(true);
                }
            }
        }
    }

    /** One gateway at a time: PostgreSQL's "if not exists" fails where two make the same table at once. */
    private void createTables() {
        new JdbcTemplate(connections).execute((ConnectionCallback<Void>) connection -> {
            boolean locks = "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
            try (Statement statement = connection.createStatement()) {
                if (locks) {
                    statement.execute("select pg_advisory_lock(%s)".formatted(SCHEMA_LOCK));
                }
                try {
                    new ResourceDatabasePopulator(new ClassPathResource("schema.sql", Ledger.class))
                            .populate(connection);
                } finally {
                    if (locks) {
                        statement.execute("select pg_advisory_unlock(%s)".formatted(SCHEMA_LOCK));
                    }
                }
            }
            return null;
        });
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
