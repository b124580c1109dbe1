package io.mmsroutes.database.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is in a queue.
 *
 * @param waiting due or not
 * @param leased worked on
 * @param oldestDue since when the first of them has been due; in the future where nothing is due, null where nothing waits
 */
public record QueueCounts(
        long waiting, long leased, long dead, @Nullable Instant oldestDue) {
    public long undone() {
        return waiting + leased;
    }
}
