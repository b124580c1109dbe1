package io.mmsroutes.admin;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetter;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.DeadLettersInHand;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.RootCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToCreateProducerException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters of the routes that name no error handling once more: the kept body and headers, to the endpoint of the route
 * that they came in by. A letter goes when it is sent; one that fails again is a new letter. One that somebody else sends at the same
 * moment is left to them.
 */
public final class RequeueDeadLetters {
    static final String QUEUE = "routes";
    static final String ROUTE = "mmsRoute";

    /** Letters that are named one by one when they are left. */
    private static final int MOST_NAMED = 100;

    private final CamelContext context;
    private final ProducerTemplate template;
    private final DeadLetters deadLetters;
    private final DeadLettersInHand inHand;

    public RequeueDeadLetters(CamelContext context, Database database) {
        this.context = context;
        this.template = context.createProducerTemplate();
        this.deadLetters = new DeadLetters(database);
        this.inHand = new DeadLettersInHand(
                database, context.getExecutorServiceManager().newScheduledThreadPool(this, "requeue-dead-letters", 1));
    }

    /**
     * Returns how many were sent, and why others were left.
     *
     * @throws Rejected for one alone: {@code dead-letter-unknown}, {@code dead-letter-in-hand}, {@code route-missing}, {@code
     *     route-takes-nothing}, {@code requeue-failed}
     */
    public Requeued requeue(DeadLetterCommand command) {
        DeadLetterFilter filter = command.filter();
        if (filter.queue() != null && !filter.queue().equals(QUEUE)) {
            throw new Rejected(
                    "letter-unclear",
                    "queue is not %s, and dead letters of no other are sent once more by this: POST /admin/replay puts messages and receipts back."
                            .formatted(QUEUE));
        }
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        List<Left> named = new ArrayList<>();
        deadLetters.each(filter.which(QUEUE), letter -> {
            try {
                if (sendInTurn(letter)) {
                    sent.incrementAndGet();
                }
            } catch (Rejected e) {
                if (left.incrementAndGet() <= MOST_NAMED) {
                    named.add(new Left(DeadLetterFilter.id(letter), e));
                }
            }
        });
        if (filter.id() != null) {
            requireSent(sent.get(), named);
        }
        return new Requeued(sent.get(), left.get(), named);
    }

    private static void requireSent(int sent, List<Left> left) {
        if (!left.isEmpty()) {
            throw new Rejected(left.get(0).code(), left.get(0).reason());
        }
        if (sent == 0) {
            throw new Rejected(
                    "dead-letter-unknown",
                    "There is no dead letter of a route of your own with this id. GET /admin/dead-letters lists all there are; POST /admin/replay puts messages back.");
        }
    }

    /** False where it is gone by now. */
    private boolean sendInTurn(DeadLetter letter) {
        return switch (inHand.workOff(letter.queue(), letter.id(), () -> send(letter))) {
            case MINE -> true;
            case GONE -> false;
            case ANOTHERS ->
                throw new Rejected(
                        "dead-letter-in-hand",
                        "Somebody else sends this letter at this moment: look with GET /admin/dead-letters whether it stays.");
        };
    }

    private void send(DeadLetter letter) {
        byte @Nullable [] body = deadLetters.body(letter.queue(), letter.id()).orElse(null);
        Map<String, Object> headers = new HashMap<>(letter.headers());
        headers.keySet().removeIf(name -> name.equals(ROUTE) || name.matches("(JMS|_AMQ).*"));
        String id = Objects.toString(letter.headers().get(ROUTE), "");
        Endpoint endpoint = endpoint(id);
        try {
            template.sendBodyAndHeaders(endpoint, body, headers);
        } catch (FailedToCreateProducerException e) {
            throw new Rejected(
                    "route-takes-nothing",
                    "The route %s begins with %s, which nothing can be sent to: send it from there once more, and delete the letter."
                            .formatted(id, endpoint.getEndpointBaseUri()),
                    e);
        } catch (CamelExecutionException e) {
            String why = Failure.in(e).map(Failure::sentence).orElseGet(() -> RootCause.of(e));
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
