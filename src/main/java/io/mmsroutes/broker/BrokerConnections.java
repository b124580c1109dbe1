package io.mmsroutes.broker;

import io.mmsroutes.Settings;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.support.service.ServiceSupport;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one pool of connections that everything which speaks to the broker shares. */
public final class BrokerConnections extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnections.class);

    private final JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();

    private final String queue;

    /** @param url of the broker, {@code mms.broker.url} or the embedded one's */
    public BrokerConnections(Settings settings, String url) {
        this.queue = QueueName.in(settings.get("mms.queue.received"));
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(bounded(url));
        if (settings.has("mms.broker.user")) {
            factory.setUser(settings.get("mms.broker.user"));
            factory.setPassword(settings.get("mms.broker.password"));
        }
        // CVE-2026-40860, CVE-2026-43866: nothing that comes off a queue is ever turned into Java objects.
        factory.setDeserializationDenyList("*");
        pool.setConnectionFactory(factory);
        pool.setMaxSessionsPerConnection(1_000);
        // A session keeps the producers of its queues, and the client knows its queues: neither is asked for at every
        // send.
        pool.setUseAnonymousProducers(false);
        pool.setExplicitProducerCacheSize(8);
    }

    public ConnectionFactory factory() {
        return pool;
    }

    @Override
    protected void doStart() {
        pool.start();
        warmUp();
    }

    /** Goes once through all that a send needs, and takes it back: the first webhook has no time for it. */
    private void warmUp() {
        try (Connection connection = pool.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[1]);
            producer.send(message);
            session.rollback();
        } catch (JMSException e) {
            LOG.warn("The broker does not answer yet: {}", e.getMessage());
        }
    }

    @Override
    protected void doStop() {
        pool.stop();
    }

    /**
     * Telnyx hangs up after 2 s, so a broker that is away must be an answer before that. Options that a URL already has are
     * left alone.
     */
    private static String bounded(String url) {
        StringBuilder all = new StringBuilder(url);
        for (String option : new String[] {
            "callTimeout=1000",
            "connect-timeout-millis=1000",
            "initialConnectAttempts=1",
            "reconnectAttempts=0",
            "cacheDestinations=true",
            // One message ahead at most: a busy consumer must not sit on what an idle one could do.
            "consumerWindowSize=0",
            // A producer never waits for credits; a full broker refuses instead.
            "producerWindowSize=-1"
        }) {
            String name = option.substring(0, option.indexOf('='));
            if (!url.contains(name)) {
                all.append(all.indexOf("?") < 0 ? '?' : '&').append(option);
            }
        }
        return all.toString();
    }
}
