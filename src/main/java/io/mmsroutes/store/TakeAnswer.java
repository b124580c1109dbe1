package io.mmsroutes.store;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.TryLater;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides whether the store that was asked is the one that has the media. */
public final class TakeAnswer {
    /**
     * @param location where the store says they are; null where it says nothing
     * @param answer what it gave; closed here where it is not theirs
     * @param trouble what it failed with
     */
    public Asking take(Asking asking, @Nullable String location, @Nullable Object answer, @Nullable Exception trouble)
            throws IOException {
        if (trouble != null) {
            return asking.next(Failure.in(trouble).orElseGet(() -> away(asking, trouble)));
        }
        if (answer != null && asking.media().location().equals(location)) {
            return asking.answered(answer);
        }
        if (answer instanceof Closeable open) {
            open.close();
        }
        return asking.next(null);
    }

    /** Without the cause: its text may hold a name in storage. */
    private static TryLater away(Asking asking, Exception trouble) {
        return new TryLater(
                "store-away",
                "The store %s does not answer now. It failed with a %s."
                        .formatted(asking.store().name(), trouble.getClass().getSimpleName()));
    }
}
