package io.mmsroutes.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready means: the broker answers a question about our queue. */
public final class BrokerHealthCheck extends AbstractHealthCheck {
    private final ConnectionFactory connections;
    private final String queue;

    public BrokerHealthCheck(ConnectionFactory connections, String queueUri) {
        super("mms", "broker");
        this.connections = connections;
        this.queue = QueueName.in(queueUri);
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            connection.start();
            browser.getEnumeration().hasMoreElements();
            builder.up();
        } catch (JMSException e) {
            builder.down().message("The broker does not answer: " + e.getMessage());
        }
    }
}
