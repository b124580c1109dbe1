package io.mmsroutes.database;

import io.mmsroutes.failure.RootCause;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** While the database is unavailable it is tried once a second, all others are told so at once, and the log says it once. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String place;
    /** Null while there is none. */
    private final AtomicReference<@Nullable Pause> pause = new AtomicReference<>();

    Outage(String place) {
        this.place = place;
    }

    /** @throws TryLater unless it is over, or it is the caller's turn to try */
    void requireOver() {
        Pause now = pause.get();
        if (now != null && (now.isOn() || !pause.compareAndSet(now, Pause.fromNow()))) {
            throw DatabaseErrors.unavailable(null);
        }
    }

    void begin(Throwable cause) {
        if (pause.getAndSet(Pause.fromNow()) == null) {
            LOG.warn("The database {} is unavailable: {}", place, RootCause.of(cause));
        }
    }

    void end() {
        if (pause.get() != null && pause.getAndSet(null) != null) {
            LOG.info("The database {} is back", place);
        }
    }

    /** @param end by {@link System#nanoTime} */
    private record Pause(long end) {
        static Pause fromNow() {
            return new Pause(System.nanoTime() + PAUSE_NANOS);
        }

        boolean isOn() {
            return System.nanoTime() - end < 0;
        }
    }
}
