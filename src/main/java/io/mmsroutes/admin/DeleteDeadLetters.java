package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.broker.BrowseQueue;
import io.mmsroutes.broker.QueueName;
import io.mmsroutes.failure.Rejected;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deletes one dead letter, whatever it is of, or all of the routes that name no error handling. */
public final class DeleteDeadLetters {
    /** A letter that is there is delivered long before this. */
    private static final long NOTHING_THERE_MILLIS = 1_500;

    private final ConnectionFactory connections;
    private final List<String> queues;
    private final String ofOwnRoutes;
    private final Clock clock;

    /**
     * @param queueUris comma-separated endpoint URIs
     * @param ofOwnRoutesUri that of them which has the letters of routes that name no error handling
     */
    public DeleteDeadLetters(ConnectionFactory connections, String queueUris, String ofOwnRoutesUri, Clock clock) {
        this.connections = connections;
        this.queues = Stream.of(queueUris.split(",")).map(QueueName::in).toList();
        this.ofOwnRoutes = QueueName.in(ofOwnRoutesUri);
        this.clock = clock;
    }

    /** Throws {@link Rejected} {@code dead-letter-unknown}. */
    public Deleted delete(LetterRequest request) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            String id = request.id();
            return id == null ? deleteAll(session) : delete(session, id);
        }
    }

    private Deleted delete(Session session, String id) throws JMSException {
        for (String queue : queues) {
            List<String> found = new ArrayList<>();
            new BrowseQueue(session, queue).look(Long.MAX_VALUE, letter -> {
                if (id.equals(letter.getJMSMessageID())) {
                    found.add(id);
                }
            });
            if (!found.isEmpty() && remove(session, queue, id)) {
                return new Deleted(1, null);
            }
        }
        throw new Rejected(
                "dead-letter-unknown",
                "There is no dead letter with this id. GET /admin/dead-letters lists all there are, each with its id.");
    }

    private Deleted deleteAll(Session session) throws JMSException {
        long started = clock.millis();
        int count = 0;
        try (MessageConsumer dead = session.createConsumer(session.createQueue(ofOwnRoutes))) {
            // What dies while this runs has been seen by nobody yet.
            for (Message letter = dead.receive(NOTHING_THERE_MILLIS);
                    letter != null && letter.getJMSTimestamp() <= started;
                    letter = dead.receive(NOTHING_THERE_MILLIS)) {
                session.commit();
                count++;
            }
            session.rollback();
        }
        return new Deleted(
                count,
                "These were the dead letters of your own routes, in %s. Those of messages, receipts and requests stay: delete them one by one, by id."
                        .formatted(ofOwnRoutes));
    }

    /** False where somebody else took it meanwhile. */
    static boolean remove(Session session, String queue, String id) throws JMSException {
        String selector = "JMSMessageID = '%s'".formatted(id.replace("'", "''"));
        try (MessageConsumer one = session.createConsumer(session.createQueue(queue), selector)) {
            boolean there = one.receive(NOTHING_THERE_MILLIS) != null;
            session.commit();
            return there;
        }
    }

    /** @param note what was not deleted, and how it is; null where nothing is to be said */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Deleted(int deleted, @Nullable String note) {}
}
