package io.mmsroutes.database.queue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some dead letters. What is given must all be true of one.
 *
 * @param queue null for all queues
 * @param keys such as a phone number, in full; it has all of them
 * @param since when it died, from this instant on
 * @param until when it died, before this instant
 */
public record WhichDeadLetters(
        @Nullable String queue,
        @Nullable String id,
        List<String> keys,
        @Nullable String code,
        @Nullable Instant since,
        @Nullable Instant until) {
    private static final String OF_ANY_QUEUE =
            " and (queue, id) in (select queue, id from queue_keys where key = :key%s)";
    private static final String OF_ONE_QUEUE =
            " and id in (select id from queue_keys where key = :key%s and queue = :queue)";

    public static WhichDeadLetters all(String queue) {
        return new WhichDeadLetters(queue, null, List.of(), null, null, null);
    }

    /** The same of one queue. */
    public WhichDeadLetters in(String one) {
        return new WhichDeadLetters(one, id, keys, code, since, until);
    }

    /** As a condition on {@code queue_entries}; each part of it is one that an index serves. */
    String condition() {
        return "state = 'dead'"
                + (queue == null ? "" : " and queue = :queue")
                + (id == null ? "" : " and id = :id")
                + IntStream.range(0, keys.size())
                        .mapToObj((queue == null ? OF_ANY_QUEUE : OF_ONE_QUEUE)::formatted)
                        .collect(Collectors.joining())
                + (code == null ? "" : " and code = :code")
                + (since == null ? "" : " and changed_at >= :since")
                + (until == null ? "" : " and changed_at < :until");
    }

    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        put(parameters, "queue", queue);
        put(parameters, "id", id == null ? null : NewEntry.storable(id));
        for (int i = 0; i < keys.size(); i++) {
            parameters.put("key" + i, NewEntry.storable(keys.get(i)));
        }
        put(parameters, "code", code);
        put(parameters, "since", since == null ? null : QueueEntries.micros(since));
        put(parameters, "until", until == null ? null : QueueEntries.micros(until));
        return parameters;
    }

    private static void put(Map<String, Object> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
