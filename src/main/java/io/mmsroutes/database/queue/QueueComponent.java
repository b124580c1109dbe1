package io.mmsroutes.database.queue;

import io.mmsroutes.database.Database;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** {@code queue:name}. See docs/queue-component.md. */
@Component("queue")
public final class QueueComponent extends DefaultComponent {
    @Metadata(
            label = "advanced",
            autowired = true,
            description = "The database with the queues. Without it, the only one in the registry is taken.")
    private volatile @Nullable Database database;

    private volatile @Nullable QueueEntries entries;
    private volatile Set<QueueListener> listeners = Set.of();
    private volatile @Nullable ScheduledExecutorService timer;

    public QueueComponent() {}

    public QueueComponent(CamelContext context) {
        super(context);
    }

    public @Nullable Database getDatabase() {
        return database;
    }

    public void setDatabase(Database database) {
        this.database = database;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining.isBlank()) {
            throw new IllegalArgumentException("A queue has a name: queue:inbound, and not " + uri);
        }
        QueueEndpoint endpoint = new QueueEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (database == null) {
            database = CamelContextHelper.findSingleByType(getCamelContext(), Database.class);
        }
        Database found = database;
        if (found == null) {
            throw new IllegalArgumentException(
                    "The component queue needs a database: bind one io.mmsroutes.database.Database in the registry.");
        }
        entries = new QueueEntries();
        listeners = getCamelContext().getRegistry().findByType(QueueListener.class);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        timer = getCamelContext().getExecutorServiceManager().newScheduledThreadPool(this, "queue-timer", 1);
    }

    @Override
    protected void doStop() throws Exception {
        ScheduledExecutorService ticking = timer;
        if (ticking != null) {
            getCamelContext().getExecutorServiceManager().shutdown(ticking);
        }
        super.doStop();
    }

    Database database() {
        return Objects.requireNonNull(database);
    }

    QueueEntries entries() {
        return Objects.requireNonNull(entries);
    }

    Set<QueueListener> listeners() {
        return listeners;
    }

    ScheduledExecutorService timer() {
        return Objects.requireNonNull(timer);
    }
}
