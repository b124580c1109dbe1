package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.broker.BrowseQueue;
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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    private final String ofOwnRoutes;
    private final List<String> ofRequests;
    private final ReadJournal readJournal;
    private final Clock clock;

    /**
     * @param ofOwnRoutesUri where the letters of routes that name no error handling are
     * @param ofRequestsUris comma-separated: where those of receipts and of requests to send are
     */
    public ReplayDeadLetters(
            ConnectionFactory connections,
            String deadQueueUri,
            String receivedQueueUri,
            String ofOwnRoutesUri,
            String ofRequestsUris,
            ReadJournal readJournal,
            Clock clock) {
        this.connections = connections;
        this.deadQueue = QueueName.in(deadQueueUri);
        this.receivedQueue = QueueName.in(receivedQueueUri);
        this.ofOwnRoutes = QueueName.in(ofOwnRoutesUri);
        this.ofRequests = Stream.of(ofRequestsUris.split(",")).map(QueueName::in).toList();
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
            return new Replayed(count, count == 0 || request.everything() ? left(session) : null);
        }
    }

    /** What a replay does not touch, and what to do with it; null where there is none. */
    private @Nullable String left(Session session) throws JMSException {
        List<String> sentences = new ArrayList<>();
        long own = count(session, ofOwnRoutes);
        if (own > 0) {
            sentences.add(
                    "%s of routes of your own in %s: POST /admin/dead-letters/requeue sends them once more, POST /admin/dead-letters/delete deletes them."
                            .formatted(own, ofOwnRoutes));
        }
        for (String queue : ofRequests) {
            long others = count(session, queue);
            if (others > 0) {
                sentences.add(
                        "%s in %s, which would fail again as they are: send what they ask for anew, and delete them by id with POST /admin/dead-letters/delete."
                                .formatted(others, queue));
            }
        }
        long unopened = count(session, deadQueue);
        if (unopened > 0) {
            sentences.add(
                    "%s in %s that the request does not name, that died meanwhile, or that are neither bytes nor text: GET /admin/dead-letters says why."
                            .formatted(unopened, deadQueue));
        }
        return sentences.isEmpty() ? null : "Not replayed: " + String.join(" ", sentences);
    }

    private static long count(Session session, String queue) throws JMSException {
        BrowseQueue dead = new BrowseQueue(session, queue);
        OptionalLong known = dead.count();
        return known.isPresent() ? known.getAsLong() : dead.look(Long.MAX_VALUE, letter -> {});
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

    /** @param note what was not replayed, and what to do with it; null where nothing is to be said */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Replayed(int replayed, @Nullable String note) {}
}
