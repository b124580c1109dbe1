package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters of messages, receipts and status events back into their queues, with what was reached already and a new clock, so that only
 * what is missing is fetched, and tried for as long as the first time.
 */
public final class ReplayDeadLetters {
    private static final List<String> QUEUES =
            List.of("inbound", "receipts", "events", "send-requests", "status-events", "preflight", "reconcile");
    private static final String REQUESTS = "requests";

    private final DeadLetters deadLetters;

    public ReplayDeadLetters(Database database) {
        this.deadLetters = new DeadLetters(database);
    }

    /**
     * What dies again while this runs is not put back a second time.
     *
     * @throws Rejected {@code replay-unclear} for a queue that nothing is put back into
     */
    public Replayed replay(DeadLetterCommand command) {
        DeadLetterFilter filter = command.filter();
        if (filter.queue() != null && !QUEUES.contains(filter.queue())) {
            throw new Rejected(
                    "replay-unclear",
                    "queue is none of %s: dead letters of routes of your own are sent once more by POST /admin/dead-letters/requeue, requests to send by whoever sent them."
                            .formatted(String.join(", ", QUEUES)));
        }
        int count = QUEUES.stream()
                .mapToInt(queue ->
                        deadLetters.requeue(filter.which(queue), progress -> replayed(progress, command.reply())))
                .sum();
        return new Replayed(count, count == 0 || command.everything() ? left() : null);
    }

    private static String replayed(@Nullable String progress, boolean reply) {
        try {
            Progress before = progress == null ? Progress.NONE : Progress.parse(progress);
            return before.replayed(reply).toText();
        } catch (JsonProcessingException e) {
            return Progress.NONE.replayed(reply).toText(); // worked on from the beginning
        }
    }

    /** What a replay does not touch, and what to do with it; null where there is none. */
    private @Nullable String left() {
        List<String> sentences = new ArrayList<>();
        Map<String, Long> counts = deadLetters.byQueue();
        long own = counts.getOrDefault(RequeueDeadLetters.QUEUE, 0L);
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
        long others = QUEUES.stream()
                .mapToLong(queue -> counts.getOrDefault(queue, 0L))
                .sum();
        if (others > 0) {
            sentences.add(
                    "%s messages, receipts, requests or status events that the command does not name, or that died meanwhile: GET /admin/dead-letters says why."
                            .formatted(others));
        }
        return sentences.isEmpty() ? null : "Not replayed: " + String.join(" ", sentences);
    }

    /** @param note what was not replayed, and what to do with it; null where nothing is to be said */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Replayed(int replayed, @Nullable String note) {}
}
