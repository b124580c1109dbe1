package io.mmsroutes.broker;

import io.mmsroutes.failure.TryLater;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Enumeration;
import java.util.OptionalLong;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.messaginghub.pooled.jms.JmsPoolSession;

/**
 * Looks at the messages of a queue without taking them. Artemis's browser says that there are no more while it still reads a large
 * message, so its word counts only when as many were seen as the broker says there are.
 */
public final class BrowseQueue {
    /** Time for which a browser that says there are no more is asked again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The same where the broker does not say how many there are. */
    private static final Duration PATIENCE_UNCOUNTED = Duration.ofMillis(500);

    private final Session session;
    private final String queue;

    public BrowseQueue(Session session, String queue) {
        this.session = session;
        this.queue = queue;
    }

    /** How many the broker says there are; empty for a broker that is no Artemis. */
    public OptionalLong count() throws JMSException {
        Session own = session instanceof JmsPoolSession pooled ? pooled.getInternalSession() : session;
        if (!(own instanceof ActiveMQSession artemis)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    artemis.getCoreSession().queueQuery(SimpleString.of(queue)).getMessageCount());
        } catch (ActiveMQException e) {
            JMSException failed = new JMSException("The broker does not say how many messages " + queue + " has.");
            failed.initCause(e);
            throw failed;
        }
    }

    /**
     * Returns how many were seen: all there are, or {@code atMost}.
     *
     * @throws TryLater {@code queue-not-seen-whole} where some of them could not be looked at
     */
    public long look(long atMost, Look look) throws JMSException {
        long seen = 0;
        try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            Enumeration<?> messages = browser.getEnumeration();
            while (seen < atMost && hasMore(messages, seen)) {
                look.at((Message) messages.nextElement());
                seen++;
            }
        }
        return seen;
    }

    private boolean hasMore(Enumeration<?> messages, long seen) throws JMSException {
        if (messages.hasMoreElements()) {
            return true;
        }
        OptionalLong count = count();
        long asked = System.nanoTime();
        Duration patience = count.isPresent() ? PATIENCE : PATIENCE_UNCOUNTED;
        while (count.isEmpty() || seen < count.getAsLong()) {
            if (messages.hasMoreElements()) {
                return true;
            }
            if (System.nanoTime() - asked > patience.toNanos()) {
                break;
            }
            count = count();
        }
        if (count.isPresent() && seen < count.getAsLong()) {
            throw new TryLater(
                    "queue-not-seen-whole",
                    "Only %d of the %d messages in %s could be looked at now. Try again; what was done stays done."
                            .formatted(seen, count.getAsLong(), queue));
        }
        return false;
    }

    /** What is done with each message. */
    @FunctionalInterface
    public interface Look {
        void at(Message message) throws JMSException;
    }
}
