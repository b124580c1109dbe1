package io.mmsroutes.database;

/** What a power cut may undo. A process that is killed loses nothing of either. */
public enum Durability {
    /** On disk before the caller is told. */
    SYNCED,
    /** On disk with the next commit that is synced, or a little later: for what is simply done again, such as a claim. */
    RELAXED
}
