package io.mmsroutes.smil;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long something is shown: {@code 5s}, {@code 5000ms}, {@code 1.5min}, {@code 00:05}; w3.org/TR/SMIL3, "Clock values". */
final class ClockValue {
    private static final Pattern COUNT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(h|min|s|ms)?");
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{1,2}(?:\\.\\d{1,9})?)");
    private static final Map<String, BigDecimal> UNITS = Map.of(
            "h", new BigDecimal(3_600), "min", new BigDecimal(60), "s", BigDecimal.ONE, "ms", new BigDecimal("0.001"));

    private ClockValue() {}

    /** Null for what is no length, such as {@code indefinite}. */
    static @Nullable BigDecimal seconds(@Nullable String written) {
        String text = written == null ? "" : written.strip();
        Matcher count = COUNT.matcher(text);
        if (count.matches()) {
            String unit = count.group(2) == null ? "s" : count.group(2);
            return plain(new BigDecimal(count.group(1)).multiply(UNITS.getOrDefault(unit, BigDecimal.ONE)));
        }
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            long hours = clock.group(1) == null ? 0 : Long.parseLong(clock.group(1));
            long minutes = 60 * hours + Long.parseLong(clock.group(2));
            return plain(new BigDecimal(clock.group(3)).add(BigDecimal.valueOf(60 * minutes)));
        }
        return null;
    }

    /** 5, neither 5.000 nor 5E+0. */
    private static BigDecimal plain(BigDecimal seconds) {
        BigDecimal shortest = seconds.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
