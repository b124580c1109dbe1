package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.admin.ReadCommand.DeadLetterCommand;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetter;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.DeadLettersInHand;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.RootCause;
import io.mmsroutes.inbound.Progress;
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

/** What staff do with dead letters: replay, send once more, delete. */
public final class DeadLetterCommands {
    private static final List<String> REPLAYED = List.of(
            "inbound", "receipts", "events", "send-requests", "status-events", "preflight", "reconcile", "relays");
    private static final String REQUESTS = "requests";

    static final String REPLAY = "replay";
    static final String ROUTES = "routes";
    static final String ROUTE = "mmsRoute";

    /** Letters that are named one by one when they are left. */
    private static final int MOST_NAMED = 100;

    private final CamelContext context;
    private final ProducerTemplate template;
    private final DeadLetters deadLetters;
    private final DeadLettersInHand inHand;

    public DeadLetterCommands(CamelContext context, Database database) {
        this.context = context;
        this.template = context.createProducerTemplate();
        this.deadLetters = new DeadLetters(database);
        this.inHand = new DeadLettersInHand(
                database, context.getExecutorServiceManager().newScheduledThreadPool(this, "requeue-dead-letters", 1));
    }

    /**
     * Carries out one of the three, and returns {@link Replayed}, {@link Requeued} or {@link Deleted}.
     *
     * @param command {@code replay}, {@code requeue} or {@code delete}
     * @throws Rejected {@code path-unknown} for another one, or as each of them does
     */
    public Object run(@Nullable String command, DeadLetterCommand letters) {
        return switch (Objects.requireNonNullElse(command, "")) {
            case REPLAY -> replay(letters);
            case "requeue" -> requeue(letters);
            case "delete" -> delete(letters);
            default -> throw new Rejected("path-unknown", "There is no such command.");
        };
    }

    /**
     * Puts those of messages, receipts and status events back into their queues, with what was reached already and a new clock, so that
     * only what is missing is fetched, and tried for as long as the first time. What dies again while this runs is not put back a second
     * time.
     *
     * @throws Rejected {@code replay-unclear} for a queue that nothing is put back into
     */
    public Replayed replay(DeadLetterCommand command) {
        DeadLetterFilter filter = command.filter();
        if (filter.queue() != null && !REPLAYED.contains(filter.queue())) {
            throw new Rejected(
                    "replay-unclear",
                    "queue is none of %s: dead letters of routes of your own are sent once more by POST /admin/dead-letters/requeue, requests to send by whoever sent them."
                            .formatted(String.join(", ", REPLAYED)));
        }
        int count = REPLAYED.stream()
                .mapToInt(queue -> deadLetters.requeue(
                        filter.which(queue),
                        progress -> Progress.parse(progress)
                                .replayed(command.reply())
                                .toText()))
                .sum();
        return new Replayed(count, count == 0 || command.everything() ? left() : null);
    }

    /** What a replay does not touch, and what to do with it; null where there is none. */
    private @Nullable String left() {
        List<String> sentences = new ArrayList<>();
        Map<String, Long> counts = deadLetters.byQueue();
        long own = counts.getOrDefault(ROUTES, 0L);
        if (own > 0) {
            sentences.add(
                    "%s of routes of your own: POST /admin/dead-letters/requeue sends them once more, POST /admin/dead-letters/delete deletes them."
                            .formatted(own));
        }
        long requests = counts.getOrDefault(REQUESTS, 0L);
        if (requests > 0) {
            sentences.add(
                    "%s requests to send, which would fail again as they are: send what they ask for anew, and delete them by id with POST /admin/dead-letters/delete."
                            .formatted(requests));
        }
        long others = REPLAYED.stream()
                .mapToLong(queue -> counts.getOrDefault(queue, 0L))
                .sum();
        if (others > 0) {
            sentences.add(
                    "%s messages, receipts, requests or status events that the command does not name, or that died meanwhile: GET /admin/dead-letters says why."
                            .formatted(others));
        }
        return sentences.isEmpty() ? null : "Not replayed: " + String.join(" ", sentences);
    }

    /**
     * Sends those of the routes that name no error handling once more: the kept body and headers, to the endpoint of the route that they
     * came in by. A letter goes when it is sent; one that fails again is a new letter. One that another command sends at the same moment is
     * left to that. Returns how many were sent, and why others were left.
     *
     * @throws Rejected for one alone: {@code dead-letter-unknown}, {@code dead-letter-in-hand}, {@code route-missing}, {@code
     *     route-takes-nothing}, {@code requeue-failed}
     */
    public Requeued requeue(DeadLetterCommand command) {
        DeadLetterFilter filter = command.filter();
        if (filter.queue() != null && !filter.queue().equals(ROUTES)) {
            throw new Rejected(
                    "letter-unclear",
                    "queue is not %s, and dead letters of no other are sent once more by this: POST /admin/replay puts messages and receipts back."
                            .formatted(ROUTES));
        }
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        List<Left> named = new ArrayList<>();
        deadLetters.each(filter.which(ROUTES), letter -> {
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

    /**
     * Deletes those that are named, whatever they are of, or all of the routes that name no error handling.
     *
     * @throws Rejected {@code dead-letter-unknown} for an id that there is not
     */
    public Deleted delete(DeadLetterCommand command) {
        if (command.everything()) {
            return new Deleted(
                    deadLetters.delete(WhichDeadLetters.all(ROUTES)),
                    "These were the dead letters of your own routes. Those of messages, receipts and requests stay: delete them by id, or by queue and what else tells them.");
        }
        int deleted = deadLetters.delete(command.filter().which());
        if (deleted == 0 && command.filter().id() != null) {
            throw new Rejected(
                    "dead-letter-unknown",
                    "There is no dead letter with this id. GET /admin/dead-letters lists all there are, each with its id.");
        }
        return new Deleted(deleted, null);
    }

    /** @param note what was not replayed, and what to do with it; null where nothing is to be said */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Replayed(int replayed, @Nullable String note) {}

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

    /** @param note what was not deleted, and how it is; null where nothing is to be said */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Deleted(int deleted, @Nullable String note) {}
}
