package io.mmsroutes.outbound.call;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** How long to wait before a call is made again. Everything is spread a little, so that what waited together does not return together. */
final class WaitTime {
    private static final Duration MOST_ASKED = Duration.ofHours(1);
    private static final double SPREAD = 0.2;
    private static final Duration MOST_SPREAD = Duration.ofMinutes(5);
    private static final long FIRST_UNIX_TIME = 1_000_000_000;

    private final Clock clock;
    private final DoubleSupplier random;

    /** @param random from 0 to 1 */
    WaitTime(Clock clock, DoubleSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * What Telnyx asks for, at most one hour; the larger one of two.
     *
     * @param retryAfter seconds or an HTTP date
     * @param rateLimitReset seconds, or Unix time: Telnyx's pages "Rate limiting" and "Send your first message" disagree
     */
    Optional<Duration> asked(@Nullable String retryAfter, @Nullable String rateLimitReset) {
        Duration longer = Collections.max(List.of(seconds(retryAfter), seconds(rateLimitReset), untilDate(retryAfter)));
        return longer.isZero() ? Optional.empty() : Optional.of(spread(min(longer, MOST_ASKED)));
    }

    /** 1 s, 2 s, 4 s, at most {@code most}. */
    Duration backOff(int attempts, Duration most) {
        int doublings = Math.min(Math.max(attempts - 1, 0), 20);
        return spread(min(Duration.ofSeconds(1L << doublings), most));
    }

    Duration untilMidnightUtc() {
        Instant now = clock.instant();
        Instant midnight = LocalDate.ofInstant(now, ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return spread(Duration.between(now, midnight));
    }

    Duration spread(Duration wait) {
        Duration most = min(Duration.ofMillis((long) (wait.toMillis() * SPREAD)), MOST_SPREAD);
        return wait.plusMillis((long) (most.toMillis() * random.getAsDouble()));
    }

    private Duration seconds(@Nullable String header) {
        if (header == null || !header.strip().matches("\\d{1,12}(\\.\\d{1,9})?")) {
            return Duration.ZERO;
        }
        BigDecimal seconds = new BigDecimal(header.strip());
        long millis = seconds.movePointRight(3).longValue();
        return seconds.longValue() > FIRST_UNIX_TIME
                ? untilNow(Instant.ofEpochMilli(millis))
                : Duration.ofMillis(millis);
    }

    private Duration untilDate(@Nullable String header) {
        if (header == null) {
            return Duration.ZERO;
        }
        try {
            return untilNow(ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private Duration untilNow(Instant then) {
        Duration wait = Duration.between(clock.instant(), then);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
