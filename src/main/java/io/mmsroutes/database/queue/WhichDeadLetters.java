package io.mmsroutes.database.queue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some dead letters of a queue. What is given must all be true of one.
 *
 * @param key such as a phone number, in full
 * @param since when it died, from this instant on
 * @param until when it died, before this instant
 */
public record WhichDeadLetters(
        String queue,
        @Nullable String id,
        @Nullable String key,
        @Nullable String code,
        @Nullable Instant since,
        @Nullable Instant until) {
    public static WhichDeadLetters all(String queue) {
        return new WhichDeadLetters(queue, null, null, null, null, null);
    }

    /** As a condition on {@code queue_entries}; each part of it is one that an index serves. */
    String condition() {
        return "queue = :queue and state = 'dead'"
                + (id == null ? "" : " and id = :id")
                + (key == null ? "" : " and id in (select id from queue_keys where key = :key and queue = :queue)")
                + (code == null ? "" : " and code = :code")
                + (since == null ? "" : " and changed_at >= :since")
                + (until == null ? "" : " and changed_at < :until");
    }

    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("queue", queue);
        put(parameters, "id", id == null ? null : NewEntry.storable(id));
        put(parameters, "key", key == null ? null : NewEntry.storable(key));
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
