package io.mmsroutes.message;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.TryLater;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how long a message waits before it is tried again. Delays come from a fixed ladder, because each value is one
 * endpoint: 1 s, 5 s, 30 s, 2 min, 10 min, 1 h, between a lowest and a highest rung that are settings.
 */
public final class PlanRetry {
    private static final List<Duration> LADDER = Stream.of("1s", "5s", "30s", "2m", "10m", "1h")
            .map(text -> Duration.parse("PT" + text))
            .toList();
    /** A message put off only because its host is busy climbs no further than this rung: it did nothing wrong. */
    private static final int BUSY_RUNG = 2;

    private final List<Duration> rungs;
    private final Duration giveUpAfter;
    private final Clock clock;

    public PlanRetry(Duration initial, Duration max, Duration giveUpAfter, Clock clock) {
        if (initial.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "mms.media.retry-initial is longer than mms.media.retry-max: lower it or raise the other.");
        }
        Stream<Duration> between =
                LADDER.stream().filter(rung -> rung.compareTo(initial) > 0 && rung.compareTo(max) < 0);
        this.rungs = Stream.concat(Stream.concat(Stream.of(initial), between), Stream.of(max))
                .distinct()
                .toList();
        this.giveUpAfter = giveUpAfter;
        this.clock = clock;
    }

    /**
     * @param cause what failed after the media were gathered; null when the media themselves are what is missing
     */
    public Retry plan(InboundMessage message, @Nullable Throwable cause) {
        Progress before = message.event().progress();
        boolean tried = cause != null || message.pendingMedia().stream().anyMatch(PlanRetry::wasTried);
        boolean timeIsUp = message.hadItsTime(giveUpAfter, clock.instant());
        // Media that had their time come once more, to be taken as they are (SettleRound).
        boolean last = timeIsUp && cause == null;
        int rung = tried ? before.round() : busyRung(message.eventId(), before.hop());
        Duration asked = retryAfter(cause);
        Progress after = before.after(message, tried, timeIsUp);
        return new Retry(
                delay(last ? 0 : rung, asked).toMillis(),
                message.eventId() + "/" + after.hop(),
                after.toText(),
                cause != null && timeIsUp);
    }

    private static Duration retryAfter(@Nullable Throwable cause) {
        return Failure.in(cause).orElse(null) instanceof TryLater later
                ? later.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
    }

    /**
     * Any of the rungs up to that of the hop: many messages wait for the same host, and if they came back together, it
     * would be idle between their waves. Chosen by hash, so that a plan can be repeated.
     */
    private static int busyRung(String eventId, int hop) {
        return Math.floorMod((eventId + hop).hashCode(), Math.min(hop + 1, BUSY_RUNG) + 1);
    }

    private static boolean wasTried(MediaItem item) {
        return !TryLater.HOST_BUSY.equals(item.outcome().code());
    }

    private Duration delay(int rung, Duration asked) {
        Duration planned = rungs.get(Math.min(rung, rungs.size() - 1));
        if (asked.compareTo(planned) <= 0) {
            return planned;
        }
        return rungs.stream()
                .filter(longer -> longer.compareTo(asked) >= 0)
                .findFirst()
                .orElse(rungs.get(rungs.size() - 1));
    }
}
