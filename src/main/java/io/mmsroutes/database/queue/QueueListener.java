package io.mmsroutes.database.queue;

/** Hears of every entry that comes back or is a dead letter; found in the registry. Must not wait. */
public interface QueueListener {
    /** @param code kebab-case, of what the attempt failed with */
    void cameBack(String queue, String code);

    /** @param code kebab-case */
    void died(String queue, String code);
}
