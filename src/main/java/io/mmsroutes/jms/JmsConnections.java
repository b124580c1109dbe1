package io.mmsroutes.jms;

import jakarta.jms.ConnectionFactory;
import java.util.Optional;
import org.apache.camel.support.service.ServiceSupport;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.jms.connection.SingleConnectionFactory;

/** The one pool of connections that everything which speaks to the broker shares. */
public final class JmsConnections extends ServiceSupport {
    /** Ours; a host's own pool is its own to start and to stop. */
    private final Optional<JmsPoolConnectionFactory> pool;

    private final ConnectionFactory connections;

    /** @param connections as they are made, not yet pooled */
    public JmsConnections(ConnectionFactory connections) {
        boolean pooled =
                connections instanceof JmsPoolConnectionFactory || connections instanceof SingleConnectionFactory;
        this.pool = pooled ? Optional.empty() : Optional.of(pooled(connections));
        this.connections = pool.<ConnectionFactory>map(ours -> ours).orElse(connections);
    }

    public ConnectionFactory factory() {
        return connections;
    }

    @Override
    protected void doStart() {
        pool.ifPresent(JmsPoolConnectionFactory::start);
    }

    @Override
    protected void doStop() {
        pool.ifPresent(JmsPoolConnectionFactory::stop);
    }

    private static JmsPoolConnectionFactory pooled(ConnectionFactory connections) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(connections);
        pool.setMaxSessionsPerConnection(1_000);
        // A session keeps the producers of its queues, and the client knows its queues: neither is asked for at every
        // send.
        pool.setUseAnonymousProducers(false);
        pool.setExplicitProducerCacheSize(8);
        return pool;
    }
}
