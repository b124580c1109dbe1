package io.mmsroutes.admin;

import io.mmsroutes.broker.BrowseQueue;
import io.mmsroutes.broker.QueueName;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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

    /** Throws TryLater {@code queue-not-seen-whole} rather than tell less than there is. */
    public Listing list() throws JMSException {
        List<Letter> letters = new ArrayList<>();
        long count = 0;
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            for (String queue : queues) {
                BrowseQueue dead = new BrowseQueue(session, queue);
                OptionalLong known = dead.count();
                long seen = dead.look(known.isPresent() ? MOST - letters.size() : Long.MAX_VALUE, letter -> {
                    if (letters.size() < MOST) {
                        letters.add(letter(queue, letter));
                    }
                });
                count += Math.max(seen, known.orElse(0));
            }
        }
        return new Listing(count, letters);
    }

    private static Letter letter(String queue, Message message) throws JMSException {
        String code = message.getStringProperty("mmsCode");
        String reason = message.getStringProperty("mmsReason");
        return new Letter(
                queue,
                message.getJMSMessageID(),
                message.getStringProperty("mmsMessageId"),
                message.getStringProperty(RequeueDeadLetters.ROUTE),
                code == null ? "broker-gave-up" : code,
                reason == null ? "The broker delivered it too often; the log has the cause." : reason,
                Instant.ofEpochMilli(
                        message.propertyExists("mmsDeadAt")
                                ? message.getLongProperty("mmsDeadAt")
                                : message.getJMSTimestamp()));
    }

    /** @param count of all; {@code letters} holds the first thousand */
    public record Listing(long count, List<Letter> letters) {}

    /**
     * @param id of the letter, for commands about it alone
     * @param messageId null where nobody could read one
     * @param route that it came in by, where that is one that names no error handling; null for all others
     * @param diedAt when it was put there
     */
    public record Letter(
            String queue,
            String id,
            @Nullable String messageId,
            @Nullable String route,
            String code,
            String reason,
            Instant diedAt) {}
}
