package io.mmsroutes.database.queue;

import io.mmsroutes.text.UntrustedText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param delay until the next one
 * @param counted false for an attempt in which nothing was tried
 * @param code kebab-case; null where nothing went wrong
 * @param reason a sentence for people
 * @param progress what the next attempt is to know
 * @param keys what the attempt found the entry to be about: phone numbers, ids of messages
 */
record Outcome(
        Kind kind,
        Duration delay,
        boolean counted,
        @Nullable String code,
        @Nullable String reason,
        @Nullable String progress,
        List<String> keys) {
    enum Kind {
        DONE,
        AGAIN,
        DEAD
    }

    static final int MAX_CODE = 100;
    static final int MAX_REASON = 2_000;

    Outcome {
        code = code == null ? null : UntrustedText.atMost(MAX_CODE, code);
        reason = reason == null ? null : UntrustedText.atMost(MAX_REASON, reason);
        progress = progress == null ? null : UntrustedText.storable(progress);
        keys = keys.stream().map(NewEntry::storable).distinct().toList();
    }

    /** Without what the route gave it, which the database may refuse. */
    Outcome bare() {
        return new Outcome(kind, delay, counted, code, null, null, List.of());
    }

    boolean isBare() {
        return reason == null && progress == null && keys.isEmpty();
    }

    static Outcome done() {
        return new Outcome(Kind.DONE, Duration.ZERO, true, null, null, null, List.of());
    }
}
