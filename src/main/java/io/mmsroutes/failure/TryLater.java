package io.mmsroutes.failure;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** It does not work now and may work later. */
public final class TryLater extends Failure {
    private static final long serialVersionUID = 1L;

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

    /** What the other side asked us to wait, at least. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
