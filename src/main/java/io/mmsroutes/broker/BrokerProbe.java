package io.mmsroutes.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.activemq.artemis.api.core.ActiveMQDuplicateIdException;

/**
 * Tries out on a temporary queue what the journal cannot do without: that a duplicate id is refused once, and that a delayed message
 * waits. Nothing of it stays behind.
 */
final class BrokerProbe {
    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";
    private static final String LATE = "late";
    /** Far above what the clocks of gateway and broker may differ by: a delay is a time on the clock of the gateway. */
    private static final long DELAY_MILLIS = 600_000;

    private static final long ANSWER_MILLIS = 1_000;
    private static final long TOO_EARLY_MILLIS = 100;

    private final String setting;

    /** @param setting that names the broker, for the sentence */
    BrokerProbe(String setting) {
        this.setting = setting;
    }

    /**
     * Throws IllegalStateException with a sentence that names what the broker lacks or forbids, JMSException where it cannot be
     * asked now.
     */
    void probe(ConnectionFactory connections) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            require(lackingOn(session));
        } catch (JMSSecurityException e) {
            throw new IllegalStateException(
                    "The broker of %s forbids what the gateway has to do there: %s. See mms.broker.user; mms.broker.probe=false does without a temporary queue."
                            .formatted(setting, e.getMessage()),
                    e);
        }
    }

    private void require(List<String> lacking) {
        if (!lacking.isEmpty()) {
            throw new IllegalStateException(
                    "The broker of %s lacks %s. Use Apache ActiveMQ Artemis, or leave %s empty for the embedded one."
                            .formatted(setting, String.join(", and ", lacking), setting));
        }
    }

    private static List<String> lackingOn(Session session) throws JMSException {
        List<String> lacking = new ArrayList<>();
        TemporaryQueue queue = session.createTemporaryQueue();
        try (MessageProducer producer = session.createProducer(queue);
                MessageConsumer consumer = session.createConsumer(queue)) {
            if (!takesDelay(session, producer) || arrivesEarly(session, producer, consumer)) {
                lacking.add("delivery delay (JMS 2.0): what is to be tried again later would come at once");
            }
            if (!refusesDuplicate(session, producer)) {
                lacking.add(
                        "duplicate ids (%s; in Artemis, id-cache-size above 0): what Telnyx repeats would be taken twice"
                                .formatted(DUPLICATE_ID));
            }
        } finally {
            queue.delete();
        }
        return lacking;
    }

    private static boolean takesDelay(Session session, MessageProducer producer) throws JMSException {
        try {
            producer.setDeliveryDelay(DELAY_MILLIS);
            producer.send(session.createTextMessage(LATE));
            session.commit();
            producer.setDeliveryDelay(0);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /** A message that was sent after it comes first, and then none for a while. */
    private static boolean arrivesEarly(Session session, MessageProducer producer, MessageConsumer consumer)
            throws JMSException {
        producer.send(session.createTextMessage());
        session.commit();
        Message first = consumer.receive(ANSWER_MILLIS);
        Message second = consumer.receive(TOO_EARLY_MILLIS);
        session.commit();
        if (first == null) {
            throw new JMSException("The broker takes messages and hands none out.");
        }
        return second != null;
    }

    private static boolean refusesDuplicate(Session session, MessageProducer producer) throws JMSException {
        Message message = session.createTextMessage();
        message.setStringProperty(DUPLICATE_ID, UUID.randomUUID().toString());
        producer.send(message);
        session.commit();
        try {
            producer.send(message);
            session.commit();
            return false;
        } catch (JMSException e) {
            if (isDuplicate(e)) {
                return true;
            }
            if (e instanceof TransactionRolledBackException) {
                return false; // refused in words that the door does not know
            }
            throw e;
        }
    }

    private static boolean isDuplicate(JMSException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ActiveMQDuplicateIdException) {
                return true;
            }
        }
        return false;
    }
}
