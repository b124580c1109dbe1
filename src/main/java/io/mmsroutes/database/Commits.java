package io.mmsroutes.database;

/** How pieces of work become commits. */
interface Commits extends AutoCloseable {
    /** Hands it over without waiting; false where too many wait already. */
    boolean take(Piece<?> piece);

    /** Ends what waits, and takes nothing more. */
    @Override
    void close();
}
