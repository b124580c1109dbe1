package io.mmsroutes.database.queue;

import io.mmsroutes.database.Transaction;
import org.jspecify.annotations.Nullable;

/** Hears of every entry whose attempt ended; found in the registry. Must not wait. */
public interface QueueListener {
    /** How an attempt left its entry. */
    enum State {
        DONE,
        WAITING,
        DEAD
    }

    /** @param code kebab-case, of what the attempt failed with */
    default void cameBack(String queue, String code) {}

    /** @param code kebab-case */
    default void died(String queue, String code) {}

    /**
     * In the commit that ends an attempt. What it throws undoes that commit.
     *
     * @param id of the entry
     * @param code kebab-case; null where nothing went wrong
     * @param reason a sentence for people
     */
    default void settled(
            Transaction transaction,
            String queue,
            String id,
            State state,
            @Nullable String code,
            @Nullable String reason) {}
}
