package io.mmsroutes.database.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;

/** How long an entry waits after each attempt that failed; after the last step, as long as that. */
record Backoff(List<Duration> steps) {
    static final String USUAL = "1s,5s,30s,2m,10m,1h";

    /** A tenth more at most, so that what failed together does not come back together. */
    private static final double SPREAD = 0.1;
    /** One that was put off only because its host is busy waits no longer than this step: it did nothing wrong. */
    private static final int BUSY_STEP = 2;

    /** @param text such as {@code 1s,5s,30s,2m}, or {@code 1s..1h} for the usual steps between the two */
    static Backoff of(String text) {
        String[] ends = text.split("\\.\\.", 2);
        List<Duration> steps = ends.length == 2 ? between(duration(ends[0]), duration(ends[1])) : listed(text);
        if (steps.stream().anyMatch(step -> step.isZero() || step.isNegative())) {
            throw new IllegalArgumentException("backoff is a list of durations such as 1s,5s,30s, and not " + text);
        }
        return new Backoff(steps);
    }

    private static List<Duration> between(Duration first, Duration last) {
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("backoff begins with %s ms, which is longer than its end, %s ms."
                    .formatted(first.toMillis(), last.toMillis()));
        }
        Stream<Duration> steps =
                listed(USUAL).stream().filter(step -> step.compareTo(first) > 0 && step.compareTo(last) < 0);
        return Stream.concat(Stream.concat(Stream.of(first), steps), Stream.of(last))
                .distinct()
                .toList();
    }

    private static List<Duration> listed(String text) {
        return Stream.of(text.split(",", -1)).map(Backoff::duration).toList();
    }

    private static Duration duration(String text) {
        return Duration.ofMillis(TimeUtils.toMilliSeconds(text.strip()));
    }

    /** @param attempts that failed, this one included; 1 or more */
    Duration after(int attempts) {
        Duration step = steps.get(Math.min(attempts, steps.size()) - 1);
        double more = ThreadLocalRandom.current().nextDouble(SPREAD);
        return step.plusNanos((long) (step.toNanos() * more));
    }

    /**
     * Of one that was put off only because its host is busy. It comes back soon after it entered, and later the longer it waits: a
     * burst is over at once, and many that wait for a slow host do not come back together.
     *
     * @param age since its first attempt began
     */
    Duration whileBusy(Duration age) {
        Duration first = steps.get(0);
        Duration most = steps.get(Math.min(BUSY_STEP, steps.size() - 1));
        Duration longest = age.compareTo(first) < 0 ? first : age.compareTo(most) < 0 ? age : most;
        double part = ThreadLocalRandom.current().nextDouble(SPREAD, 1);
        return Duration.ofNanos((long) (longest.toNanos() * part));
    }
}
