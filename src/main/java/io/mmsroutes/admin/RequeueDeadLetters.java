package io.mmsroutes.admin;

import io.mmsroutes.broker.BrowseQueue;
import io.mmsroutes.broker.QueueName;
import io.mmsroutes.failure.CauseInWords;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToCreateProducerException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.jms.DefaultJmsKeyFormatStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters of the routes that name no error handling once more: the kept body and headers, to the endpoint of the route
 * that they came in by. A letter goes when it is sent; one that fails again is a new letter.
 */
public final class RequeueDeadLetters {
    static final String ROUTE = "mmsRoute";
    private static final Set<String> OF_THE_LETTER = Set.of(ROUTE, "mmsCode", "mmsReason", "mmsDeadAt");

    /** Letters that are named one by one when they are left. */
    private static final int MOST_NAMED = 100;

    private final CamelContext context;
    private final ProducerTemplate template;
    private final ConnectionFactory connections;
    private final String queue;
    private final Clock clock;

    /** @param deadUri endpoint URI of their queue */
    public RequeueDeadLetters(CamelContext context, ConnectionFactory connections, String deadUri, Clock clock) {
        this.context = context;
        this.template = context.createProducerTemplate();
        this.connections = connections;
        this.queue = QueueName.in(deadUri);
        this.clock = clock;
    }

    /**
     * Returns how many were sent, and why others were left.
     *
     * @throws Rejected for one alone: {@code dead-letter-unknown}, {@code route-missing}, {@code route-takes-nothing}, {@code
     *     requeue-failed}, {@code not-bytes}
     */
    public synchronized Requeued requeue(LetterRequest request) throws JMSException {
        long started = clock.millis();
        List<String> sent = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        try (Connection connection = connections.createConnection();
                Session looking = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                Session taking = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            new BrowseQueue(looking, queue).look(Long.MAX_VALUE, letter -> {
                String id = letter.getJMSMessageID();
                if (request.everything() ? letter.getJMSTimestamp() <= started : id.equals(request.id())) {
                    try {
                        send(letter);
                        DeleteDeadLetters.remove(taking, queue, id);
                        sent.add(id);
                    } catch (Rejected e) {
                        left.add(new Left(id, e));
                    }
                }
            });
        }
        if (!request.everything()) {
            requireSent(sent, left);
        }
        return new Requeued(sent.size(), left.size(), left.stream().limit(MOST_NAMED).toList());
    }

    private void requireSent(List<String> sent, List<Left> left) {
        if (!left.isEmpty()) {
            throw new Rejected(left.get(0).code(), left.get(0).reason());
        }
        if (sent.isEmpty()) {
            throw new Rejected(
                    "dead-letter-unknown",
                    "There is no dead letter with this id in %s. GET /admin/dead-letters lists all there are; POST /admin/replay puts messages back."
                            .formatted(queue));
        }
    }

    private void send(Message letter) throws JMSException {
        Object body = body(letter);
        Map<String, Object> headers = headers(letter);
        String id = letter.getStringProperty(ROUTE);
        Endpoint endpoint = endpoint(id == null ? "" : id);
        try {
            template.sendBodyAndHeaders(endpoint, body, headers);
        } catch (FailedToCreateProducerException e) {
            throw new Rejected(
                    "route-takes-nothing",
                    "The route %s begins with %s, which nothing can be sent to: send it from there once more, and delete the letter."
                            .formatted(id, endpoint.getEndpointBaseUri()),
                    e);
        } catch (CamelExecutionException e) {
            String why = Failure.in(e).map(Failure::sentence).orElseGet(() -> CauseInWords.of(e));
            throw new Rejected(
                    "requeue-failed",
                    "The route %s failed again, and the letter stays: %s"
                            .formatted(id, why.lines().findFirst().orElse("").replaceAll("[?]\\S*", "")),
                    e);
        }
    }

    private Endpoint endpoint(String id) {
        Route route = id.isEmpty() ? null : context.getRoute(id);
        if (route == null) {
            String which = id.isEmpty() ? "that this letter came by is not known" : id + " is not there";
            throw new Rejected(
                    "route-missing", "The route %s: save its file in routes/, or delete the letter.".formatted(which));
        }
        if (context.getRouteController().getRouteStatus(id) != ServiceStatus.Started) {
            throw new Rejected(
                    "route-missing", "The route %s does not run: start it, or delete the letter.".formatted(id));
        }
        return route.getEndpoint();
    }

    private static @Nullable Object body(Message letter) throws JMSException {
        if (letter instanceof TextMessage text) {
            return text.getText();
        }
        if (letter instanceof BytesMessage message) {
            byte[] bytes = new byte[Math.toIntExact(message.getBodyLength())];
            message.reset();
            message.readBytes(bytes);
            return bytes;
        }
        if (letter instanceof ObjectMessage || letter instanceof MapMessage || letter instanceof StreamMessage) {
            throw new Rejected(
                    "not-bytes", "The letter holds neither bytes nor text and is not opened: delete it by its id.");
        }
        return null;
    }

    private static Map<String, Object> headers(Message letter) throws JMSException {
        DefaultJmsKeyFormatStrategy names = new DefaultJmsKeyFormatStrategy();
        Map<String, Object> headers = new HashMap<>();
        for (Object property : Collections.list(letter.getPropertyNames())) {
            String name = names.decodeKey(property.toString());
            if (!OF_THE_LETTER.contains(name) && !name.matches("(JMS|_AMQ|Camel).*")) {
                headers.put(name, letter.getObjectProperty(property.toString()));
            }
        }
        return headers;
    }

    /** @param letters the first hundred of those that were left */
    public record Requeued(int requeued, int left, List<Left> letters) {}

    /**
     * @param code as it would be for this letter alone
     * @param reason why it was left, and what to do
     */
    public record Left(String id, String code, String reason) {
        Left(String id, Rejected why) {
            this(id, why.code(), why.sentence());
        }
    }
}
