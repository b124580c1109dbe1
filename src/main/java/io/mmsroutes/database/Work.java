package io.mmsroutes.database;

import org.jspecify.annotations.Nullable;

/** Statements that are committed together or not at all. What they throw undoes them, and nothing of anybody else. */
@FunctionalInterface
public interface Work<T extends @Nullable Object> {
    /** Runs at most once, on a thread that others wait for: statements only, no call to anything else. */
    T run(Transaction transaction);
}
