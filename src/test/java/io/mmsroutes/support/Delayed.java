package io.mmsroutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Something a slow server does after a while, without a thread that waits for it. */
public final class Delayed {
    private Delayed() {}

    public static void run(long millis, Action action) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> {
            try {
                action.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What may fail because the other side went away. */
    public interface Action {
        void run() throws IOException;
    }
}
