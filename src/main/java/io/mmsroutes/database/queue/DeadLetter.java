package io.mmsroutes.database.queue;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why an entry is not tried any more.
 *
 * @param code stable, kebab-case
 * @param headers that it entered with
 * @param progress what the last attempt left
 */
public record DeadLetter(
        String queue,
        String id,
        String code,
        String reason,
        Map<String, Object> headers,
        @Nullable String progress,
        int attempts,
        Instant enteredAt,
        Instant diedAt) {
    public Position position() {
        return new Position(queue, diedAt, id);
    }

    /** Where a page ends, whether the dead letter is still there or not. */
    public record Position(String queue, Instant diedAt, String id) {}
}
