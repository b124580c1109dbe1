package io.mmsroutes.broker;

import io.mmsroutes.Settings;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.support.service.ServiceSupport;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.connection.SingleConnectionFactory;

/** The one pool of connections that everything which speaks to the broker shares. */
public final class BrokerConnections extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnections.class);

    private final String queue;
    /** Ours; a host's own pool is its own to start and to stop. */
    private final Optional<JmsPoolConnectionFactory> pool;

    private final ProbedConnections connections;

    public BrokerConnections(Settings settings, ChosenBroker broker) {
        this.queue = QueueName.in(settings.get("mms.queue.send"));
        this.pool = isPool(broker.connections()) ? Optional.empty() : Optional.of(pooled(broker.connections()));
        ConnectionFactory shared = pool.<ConnectionFactory>map(ours -> ours).orElse(broker.connections());
        boolean probed = broker.foreign() && Boolean.parseBoolean(settings.get("mms.broker.probe"));
        BrokerProbe probe = new BrokerProbe(broker.setting());
        this.connections = new ProbedConnections(
                shared,
                () -> {
                    if (probed) {
                        probe.probe(broker.connections());
                    }
                },
                Clock.systemUTC());
    }

    public ConnectionFactory factory() {
        return connections;
    }

    /** A broker that lacks something ends the start; one that is away does not, and is looked at when it is there. */
    @Override
    protected void doStart() {
        pool.ifPresent(JmsPoolConnectionFactory::start);
        try {
            connections.requireFit();
            warmUp();
        } catch (JMSException e) {
            LOG.warn("The broker does not answer yet: {}", e.getMessage());
        }
    }

    /** Goes once through all that a send needs, and takes it back: the first webhook has no time for it. */
    private void warmUp() throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[1]);
            producer.send(message);
            session.rollback();
        }
    }

    @Override
    protected void doStop() {
        pool.ifPresent(JmsPoolConnectionFactory::stop);
    }

    private static boolean isPool(ConnectionFactory connections) {
        return connections instanceof JmsPoolConnectionFactory || connections instanceof SingleConnectionFactory;
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
