package io.mmsroutes.admin;

import io.mmsroutes.broker.QueueName;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lies among the dead letters and why, oldest first. */
public final class ListDeadLetters {
    /** Enough to see what is wrong; the count is of all. */
    private static final int MOST = 1_000;

    private final ConnectionFactory connections;
    private final List<String> queues;

    /** @param queueUris comma-separated endpoint URIs */
    public ListDeadLetters(ConnectionFactory connections, String queueUris) {
        this.connections = connections;
        this.queues = Stream.of(queueUris.split(",")).map(QueueName::in).toList();
    }

    public Listing list() throws JMSException {
        List<Letter> letters = new ArrayList<>();
        int count = 0;
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            for (String queue : queues) {
                try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
                    for (Enumeration<?> dead = browser.getEnumeration(); dead.hasMoreElements(); count++) {
                        Message message = (Message) dead.nextElement();
                        if (letters.size() < MOST) {
                            letters.add(letter(queue, message));
                        }
                    }
                }
            }
        }
        return new Listing(count, letters);
    }

    private static Letter letter(String queue, Message message) throws JMSException {
        String code = message.getStringProperty("mmsCode");
        String reason = message.getStringProperty("mmsReason");
        return new Letter(
                queue,
                message.getStringProperty("mmsMessageId"),
                code == null ? "broker-gave-up" : code,
                reason == null ? "The broker delivered it too often; the log has the cause." : reason,
                Instant.ofEpochMilli(
                        message.propertyExists("mmsDeadAt")
                                ? message.getLongProperty("mmsDeadAt")
                                : message.getJMSTimestamp()));
    }

    /** @param count of all; {@code letters} holds the first thousand */
    public record Listing(int count, List<Letter> letters) {}

    /**
     * @param messageId null where nobody could read one
     * @param diedAt when it was put there
     */
    public record Letter(String queue, @Nullable String messageId, String code, String reason, Instant diedAt) {}
}
