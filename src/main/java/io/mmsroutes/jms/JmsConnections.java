package io.mmsroutes.jms;

import jakarta.jms.ConnectionFactory;
import java.util.Optional;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsMessageType;
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

    /** The component {@code jms}. What is set here is what keeps messages: it is no matter of taste, and not offered as a setting. */
    public JmsComponent component() {
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(connections);
        // What is taken off a queue is off it when the route is done with it; what fails comes again.
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setCacheLevelName("CACHE_CONSUMER");
        jms.setDeliveryPersistent(true);
        // Bytes stay bytes: a charset that a stranger names must not touch them.
        jms.setJmsMessageType(JmsMessageType.Bytes);
        jms.setTransferExchange(false);
        jms.setDisableReplyTo(true);
        jms.setAcceptMessagesWhileStopping(false);
        jms.setRecoveryInterval(1_000);
        // What is rolled back comes again, many times while something is away; the routes log why.
        jms.setErrorHandlerLogStackTrace(false);
        return jms;
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
