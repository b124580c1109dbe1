package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.SendingTestSupport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A minute of sending from a slow number and a fast one: each keeps its rate, and those who wait hold no thread. */
class RateLimitProofTest extends SendingTestSupport {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimitProofTest.class);
    private static final String SLOW = "+13125550001";
    private static final int SLOW_ONES = 50;
    private static final int FAST_ONES = 2_000;
    private static final Duration MEASURED = Duration.ofSeconds(60);

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.rate-limit.long-code", "0.1/s");
        settings.put("mms.rate-limit.toll-free", "20/s");
        return settings;
    }

    @Test
    @Tag("proof")
    void fastNumberKeepsItsPaceBesideASlowOneAndNoThreadWaits() throws InterruptedException {
        handIn();
        int before = telnyxApi.times("slow").size();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> telnyxApi.times("slow").size() > before);
        Instant start = telnyxApi.times("slow").get(before);
        Map<String, Long> early = threadsAt(start.plusSeconds(10));
        Map<String, Long> late = threadsAt(start.plus(MEASURED));

        List<Instant> fast = measured("fast", start);
        List<Instant> slow = measured("slow", start);
        double seconds =
                Duration.between(fast.get(0), fast.get(fast.size() - 1)).toNanos() / 1e9;
        double rate = (fast.size() - 1) / seconds;
        LOG.info(
                "{} s: fast={} of 1200, rate={}/s, slow={}, threads at 10 s={}, at 60 s={}, longest gap of the fast={} ms",
                MEASURED.toSeconds(),
                fast.size(),
                "%.3f".formatted(rate),
                slow.size(),
                count(early),
                count(late),
                longestGap(fast));

        assertThat(telnyxApi.times("fast"))
                .as("some are left, so none was missing")
                .hasSizeLessThan(FAST_ONES);
        assertThat(fast).hasSizeGreaterThanOrEqualTo(1140);
        assertThat(rate).isCloseTo(20, Percentage.withPercentage(2));
        assertThat(slow).hasSizeBetween(6, 7);
        assertThat(count(late)).as("%s, then %s", early, late).isCloseTo(count(early), within(6));
    }

    private void handIn() throws InterruptedException {
        for (int i = 0; i < SLOW_ONES; i++) {
            send(request("slow " + i).put("from", SLOW));
        }
        ExecutorService callers = Executors.newFixedThreadPool(4);
        for (int i = 0; i < FAST_ONES; i++) {
            String text = "fast " + i;
            callers.execute(() -> send(request(text)));
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    }

    /**
     * Names of the live threads without their numbers. Left out are those of the test's own client and server, and those of
     * the broker, which ends them when they have rested for a minute.
     */
    private static Map<String, Long> threadsAt(Instant time) {
        await().atMost(MEASURED.multipliedBy(2)).until(() -> Instant.now().isAfter(time));
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replaceAll("\\d+", ""))
                .filter(name -> !name.matches("(HttpClient|qtp|pool-|awaitility|Thread- .activemq).*"))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    private static int count(Map<String, Long> threads) {
        return threads.values().stream().mapToInt(Long::intValue).sum();
    }

    private List<Instant> measured(String text, Instant start) {
        return telnyxApi.times(text).stream()
                .filter(time -> !time.isBefore(start) && !time.isAfter(start.plus(MEASURED)))
                .toList();
    }

    private static long longestGap(List<Instant> times) {
        long longest = 0;
        for (int i = 1; i < times.size(); i++) {
            longest = Math.max(
                    longest, Duration.between(times.get(i - 1), times.get(i)).toMillis());
        }
        return longest;
    }
}
