package io.mmsroutes.database;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Work that waits for its turn, and the caller who waits for it. */
final class Piece<T extends @Nullable Object> {
    private final AtomicReference<@Nullable Work<T>> work;
    private final Durability durability;
    private final CompletableFuture<T> caller = new CompletableFuture<>();
    private final Set<String> due = new LinkedHashSet<>();
    private volatile @Nullable T result;
    private volatile @Nullable Throwable failure;

    Piece(Work<T> work, Durability durability) {
        this.work = new AtomicReference<>(work);
        this.durability = durability;
    }

    CompletableFuture<T> caller() {
        return caller;
    }

    Durability durability() {
        return durability;
    }

    /** The caller was told that it failed, so it must not be done any more. */
    boolean isOver() {
        return caller.isDone();
    }

    /** False where it failed, and is to be undone. One that is over does nothing. */
    boolean run(JdbcClient jdbc) {
        Work<T> mine = work.getAndSet(null);
        if (mine == null) {
            return true;
        }
        try {
            result = mine.run(new Transaction(jdbc, due));
            return true;
        } catch (Throwable e) { // an Error too: the writer goes on for the others
            failure = e;
            due.clear();
            return false;
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** After the commit. */
    void complete() {
        Throwable mine = failure;
        if (mine == null) {
            caller.complete(result);
        } else {
            caller.completeExceptionally(DatabaseErrors.forCaller(mine));
        }
    }

    void fail(Throwable cause) {
        work.set(null);
        due.clear();
        caller.completeExceptionally(DatabaseErrors.forCaller(cause));
    }

    /** Time is up: it is not begun any more. One that was begun may still be committed. */
    void expire() {
        if (!caller.isDone()) {
            boolean begun = work.getAndSet(null) == null;
            caller.completeExceptionally(begun ? DatabaseErrors.outcomeUnknown() : DatabaseErrors.tooSlow());
        }
    }

    Set<String> due() {
        return due;
    }
}
