package io.mmsroutes.database.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why an entry is not tried any more.
 *
 * @param code stable, kebab-case
 * @param progress what the last attempt left
 */
public record DeadLetter(
        String queue,
        String id,
        String code,
        String reason,
        @Nullable String progress,
        int attempts,
        Instant enteredAt,
        Instant diedAt) {}
