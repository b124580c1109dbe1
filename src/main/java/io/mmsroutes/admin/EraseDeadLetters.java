package io.mmsroutes.admin;

import com.fasterxml.jackson.core.JsonParser;
import io.mmsroutes.Json;
import io.mmsroutes.broker.BrowseQueue;
import io.mmsroutes.broker.QueueName;
import io.mmsroutes.broker.ReadJournal;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.PhoneNumber;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the dead letters that are from a number, or name it anywhere, each in one commit. */
public final class EraseDeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(EraseDeadLetters.class);
    /** A selected letter that is there is delivered long before this; somebody else may have replayed it. */
    private static final long NOTHING_THERE_MILLIS = 2_000;
    /** Letters that one selector names. */
    private static final int AT_ONCE = 500;

    private static final int MAX_ROUNDS = 10;

    private final ConnectionFactory connections;
    private final List<String> queues;
    private final ReadJournal readJournal;

    /** @param queueUris comma-separated endpoint URIs */
    public EraseDeadLetters(ConnectionFactory connections, String queueUris, ReadJournal readJournal) {
        this.connections = connections;
        this.queues = Stream.of(queueUris.split(",")).map(QueueName::in).toList();
        this.readJournal = readJournal;
    }

    /**
     * Returns how many there were. After it there are none: it looks again until it finds none.
     *
     * @throws TryLater where that cannot be said, with what is to be done
     */
    public int erase(PhoneNumber number) throws JMSException {
        int count = 0;
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            for (String queue : queues) {
                count += erase(session, queue, number);
            }
        }
        return count;
    }

    private int erase(Session session, String queue, PhoneNumber number) throws JMSException {
        int count = 0;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<String> found = find(session, queue, number);
            if (found.isEmpty()) {
                return count;
            }
            for (int from = 0; from < found.size(); from += AT_ONCE) {
                count += remove(session, queue, found.subList(from, Math.min(from + AT_ONCE, found.size())));
                LOG.info("Erasing dead letters, queue={} erased={}", queue, count);
            }
        }
        throw new TryLater(
                "dead-letters-left",
                "New dead letters of the number come into %s while they are erased. Send the command again; what is erased is gone."
                        .formatted(queue));
    }

    private List<String> find(Session session, String queue, PhoneNumber number) throws JMSException {
        List<String> found = new ArrayList<>();
        new BrowseQueue(session, queue).look(Long.MAX_VALUE, letter -> {
            if (isFrom(letter, number) || names(letter, number)) {
                found.add(letter.getJMSMessageID());
            }
        });
        return found;
    }

    /** Each in a commit of its own; one that somebody else took meanwhile is passed over. */
    private static int remove(Session session, String queue, List<String> ids) throws JMSException {
        String selector = ids.stream().collect(Collectors.joining("','", "JMSMessageID IN ('", "')"));
        int removed = 0;
        try (MessageConsumer some = session.createConsumer(session.createQueue(queue), selector)) {
            while (removed < ids.size() && some.receive(NOTHING_THERE_MILLIS) != null) {
                session.commit();
                removed++;
            }
        }
        return removed;
    }

    private static boolean isFrom(Message letter, PhoneNumber number) throws JMSException {
        return number.value().equals(letter.getStringProperty("mmsFrom"));
    }

    private boolean names(Message letter, PhoneNumber number) throws JMSException {
        String body;
        try {
            body = new String(readJournal.read(letter, null, null, null).raw(), StandardCharsets.UTF_8);
        } catch (Rejected notBytes) {
            return false; // never opened, see ReadJournal
        }
        try (JsonParser json = Json.MAPPER.createParser(body)) {
            while (json.nextToken() != null) {
                if (json.currentToken().isScalarValue() && number.value().equals(json.getText())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return body.contains("\"%s\"".formatted(number.value()));
        }
    }
}
