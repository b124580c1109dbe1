package io.mmsroutes.admin;

import com.fasterxml.jackson.core.JsonParser;
import io.mmsroutes.Json;
import io.mmsroutes.broker.QueueName;
import io.mmsroutes.broker.ReadJournal;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.PhoneNumber;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the dead letters that are from a number, or name it anywhere, each in one commit. */
public final class EraseDeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(EraseDeadLetters.class);
    /** A selected letter that is there is delivered long before this; somebody else may have replayed it. */
    private static final long NOTHING_THERE_MILLIS = 500;

    private final ConnectionFactory connections;
    private final List<String> queues;
    private final ReadJournal readJournal;

    /** @param queueUris comma-separated endpoint URIs */
    public EraseDeadLetters(ConnectionFactory connections, String queueUris, ReadJournal readJournal) {
        this.connections = connections;
        this.queues = Stream.of(queueUris.split(",")).map(QueueName::in).toList();
        this.readJournal = readJournal;
    }

    /** Returns how many there were. */
    public int erase(PhoneNumber number) throws JMSException {
        int count = 0;
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            for (String name : queues) {
                Queue queue = session.createQueue(name);
                for (String id : find(session, queue, number)) {
                    boolean removed = remove(session, queue, id);
                    count += removed ? 1 : 0;
                    if (removed && count % 100 == 0) {
                        LOG.info("Erasing dead letters, queue={} erased={}", name, count);
                    }
                }
            }
        }
        return count;
    }

    private List<String> find(Session session, Queue queue, PhoneNumber number) throws JMSException {
        List<String> found = new ArrayList<>();
        try (QueueBrowser browser = session.createBrowser(queue)) {
            for (Enumeration<?> dead = browser.getEnumeration(); dead.hasMoreElements(); ) {
                Message letter = (Message) dead.nextElement();
                if (isFrom(letter, number) || names(letter, number)) {
                    found.add(letter.getJMSMessageID());
                }
            }
        }
        return found;
    }

    private static boolean remove(Session session, Queue queue, String id) throws JMSException {
        try (MessageConsumer one = session.createConsumer(queue, "JMSMessageID = '%s'".formatted(id))) {
            boolean removed = one.receive(NOTHING_THERE_MILLIS) != null;
            session.commit();
            return removed;
        }
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
