package io.mmsroutes.database.queue;

import io.mmsroutes.database.queue.Outcome.Kind;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of an entry after an attempt: done, tried again later, or a dead letter. */
record DecideOutcome(Backoff backoff, Duration giveUpAfter) {
    private static final String OTHER = "processing-failed";
    private static final String ROLLED_BACK = "rolled-back";

    /**
     * @param last time was up when the attempt began
     * @param age since the first attempt began, until now
     * @param rolledBack the route gave it back without a failure
     */
    Outcome decide(
            @Nullable Throwable thrown,
            boolean rolledBack,
            int attempts,
            boolean last,
            Duration age,
            @Nullable String progress,
            List<String> keys) {
        if (thrown == null && !rolledBack) {
            return Outcome.done();
        }
        Failure failure = Failure.in(thrown).orElse(null);
        String code = failure != null ? failure.code() : thrown == null ? ROLLED_BACK : OTHER;
        String reason = failure != null ? failure.sentence() : reason(thrown);
        if (failure instanceof Rejected) {
            return new Outcome(Kind.DEAD, Duration.ZERO, true, code, reason, progress, keys);
        }
        if (last) {
            String given = "Given up after %s attempts in %s s: %s".formatted(attempts, age.toSeconds(), reason);
            return new Outcome(Kind.DEAD, Duration.ZERO, true, code, given, progress, keys);
        }
        boolean busy = failure != null && code.equals(TryLater.HOST_BUSY);
        Duration planned = busy ? backoff.whileBusy(age) : backoff.after(attempts);
        Duration left = longer(giveUpAfter.minus(age), Duration.ZERO);
        Duration asked = failure instanceof TryLater later ? later.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
        // The last attempt comes when time is up, and not a step later; never before the other side wants to be asked.
        Duration delay = longer(planned.compareTo(left) < 0 ? planned : left, asked);
        return new Outcome(Kind.AGAIN, delay, !busy, code, reason, progress, keys);
    }

    /** The kind of failure; its text may hold a number, a URL or a key, and is in the log of the route. */
    private static String reason(@Nullable Throwable thrown) {
        return thrown == null
                ? "The route gave it back without a failure."
                : "The route failed with %s; its log says where."
                        .formatted(thrown.getClass().getSimpleName());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
