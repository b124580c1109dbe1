package io.mmsroutes.failure;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** It does not work now and may work later. */
public final class TryLater extends Failure {
    private static final long serialVersionUID = 1L;

    public static final String HOST_BUSY = "host-busy";

    private final @Nullable Duration retryAfter;

    public TryLater(String code, String sentence) {
        this(code, sentence, (Throwable) null);
    }

    public TryLater(String code, String sentence, @Nullable Throwable cause) {
        super(code, sentence, cause);
        this.retryAfter = null;
    }

    public TryLater(String code, String sentence, Duration retryAfter) {
        super(code, sentence, null);
        this.retryAfter = retryAfter;
    }

    /** A host that has its share of the pool in use: nothing was tried, so this is no failed attempt. */
    public static TryLater hostBusy() {
        return new TryLater(HOST_BUSY, "The host has its share of the fetch pool in use.");
    }

    /** What the other side asked us to wait, at least. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
