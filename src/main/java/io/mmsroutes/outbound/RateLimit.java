package io.mmsroutes.outbound;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How fast messages may follow one another.
 *
 * @param interval from one message to the next, never shorter than the rate allows
 */
public record RateLimit(Duration interval) {
    private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(?:/\\s*(s|min|h))?");

    /**
     * Takes {@code 0.1/s}, {@code 6/min}, {@code 1200/h}, and a plain number as a rate per second.
     *
     * @param property that the text comes from, for the error
     */
    static RateLimit parse(String property, String text) {
        Matcher rate = RATE.matcher(text.strip());
        if (!rate.matches() || new BigDecimal(rate.group(1)).signum() == 0) {
            throw new IllegalArgumentException(
                    "%s is '%s': write a rate above 0, such as 0.1/s, 6/min or 1200/h.".formatted(property, text));
        }
        BigDecimal nanos = BigDecimal.valueOf(unit(rate.group(2)).toNanos())
                .divide(new BigDecimal(rate.group(1)), 0, RoundingMode.CEILING);
        return new RateLimit(Duration.ofNanos(nanos.longValueExact()));
    }

    private static Duration unit(@Nullable String letter) {
        if (letter == null || letter.equals("s")) {
            return Duration.ofSeconds(1);
        }
        return letter.equals("h") ? Duration.ofHours(1) : Duration.ofMinutes(1);
    }
}
