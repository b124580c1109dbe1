package io.mmsroutes.database.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private final Backoff backoff = Backoff.of("1s..1h");

    @ParameterizedTest
    @CsvSource({"PT0S, PT1S", "PT0.3S, PT1S", "PT10S, PT10S", "PT10M, PT30S"})
    void whatABusyHostPutsOffComesBackSoonAtFirstAndLaterTheLongerItWaits(Duration age, Duration longest) {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> backoff.whileBusy(age)))
                .allSatisfy(delay -> assertThat(delay).isBetween(longest.dividedBy(10), longest))
                .anySatisfy(delay -> assertThat(delay).isLessThan(longest.dividedBy(2)));
    }
}
