package io.mmsroutes.admin;

import io.mmsroutes.broker.QueueName;
import io.mmsroutes.broker.ReadJournal;
import io.mmsroutes.message.JournaledEvent;
import io.mmsroutes.message.Progress;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts dead letters back into the journal, each in one commit, with what was stored already and a new clock, so that only
 * what is missing is fetched, and tried for as long as the first time.
 */
public final class ReplayDeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayDeadLetters.class);
    /** A selected message that is there is delivered long before this. */
    private static final long NOTHING_LEFT_MILLIS = 1_500;

    private final ConnectionFactory connections;
    private final String deadQueue;
    private final String receivedQueue;
    private final ReadJournal readJournal;
    private final Clock clock;

    public ReplayDeadLetters(
            ConnectionFactory connections,
            String deadQueueUri,
            String receivedQueueUri,
            ReadJournal readJournal,
            Clock clock) {
        this.connections = connections;
        this.deadQueue = QueueName.in(deadQueueUri);
        this.receivedQueue = QueueName.in(receivedQueueUri);
        this.readJournal = readJournal;
        this.clock = clock;
    }

    public Replayed replay(ReplayRequest request) throws JMSException {
        long started = clock.millis();
        int count = 0;
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageConsumer dead = session.createConsumer(session.createQueue(deadQueue), request.selector());
                MessageProducer received = session.createProducer(session.createQueue(receivedQueue))) {
            connection.start();
            // What dies again while this runs is not taken a second time.
            for (Message letter = dead.receive(NOTHING_LEFT_MILLIS);
                    letter != null && diedBefore(letter, started);
                    letter = dead.receive(NOTHING_LEFT_MILLIS)) {
                received.send(again(session, letter, request.reply()));
                session.commit();
                count++;
                if (count % 100 == 0) {
                    LOG.info("Replaying dead letters, replayed={}", count);
                }
            }
            session.rollback();
        }
        return new Replayed(count);
    }

    private static boolean diedBefore(Message letter, long started) throws JMSException {
        return letter.getJMSTimestamp() <= started;
    }

    private Message again(Session session, Message letter, boolean reply) throws JMSException {
        JournaledEvent event = readJournal.read(
                letter,
                letter.propertyExists("mmsAcceptedAt") ? letter.getLongProperty("mmsAcceptedAt") : null,
                letter.getStringProperty("mmsKeyFingerprint"),
                letter.getStringProperty("mmsProgress"));
        Progress progress = event.progress().replayed(clock.instant(), reply);
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(event.raw());
        message.setStringProperty("_AMQ_DUPL_ID", "%s/replay/%s".formatted(letter.getJMSMessageID(), clock.millis()));
        message.setStringProperty("mmsProgress", progress.toText());
        return message;
    }

    public record Replayed(int replayed) {}
}
