package io.mmsroutes.database.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;

/** How long an entry waits after each attempt that failed; after the last step, as long as that. */
record Backoff(List<Duration> steps) {
    /** A tenth more at most, so that what failed together does not come back together. */
    private static final double SPREAD = 0.1;
    /** One that was put off only because its host is busy waits no longer than this step: it did nothing wrong. */
    private static final int BUSY_STEP = 2;

    /** @param text such as {@code 1s,5s,30s,2m} */
    static Backoff of(String text) {
        List<Duration> steps = Stream.of(text.split(",", -1))
                .map(String::strip)
                .map(step -> Duration.ofMillis(TimeUtils.toMilliSeconds(step)))
                .toList();
        if (steps.stream().anyMatch(step -> step.isZero() || step.isNegative())) {
            throw new IllegalArgumentException("backoff is a list of durations such as 1s,5s,30s, and not " + text);
        }
        return new Backoff(steps);
    }

    /** @param attempts that failed, this one included; 1 or more */
    Duration after(int attempts) {
        Duration step = steps.get(Math.min(attempts, steps.size()) - 1);
        double more = ThreadLocalRandom.current().nextDouble(SPREAD);
        return step.plusNanos((long) (step.toNanos() * more));
    }

    /** Any of the first steps: many wait for the same host, and if they came back together, it would be idle in between. */
    Duration whileBusy() {
        return after(1 + ThreadLocalRandom.current().nextInt(BUSY_STEP + 1));
    }
}
