package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstTimesTest {
    private final FirstTimes firstTimes = new FirstTimes();

    @Test
    void onlyTheFirstTimeIsFirst() {
        assertThat(firstTimes.isFirst("a")).isTrue();
        assertThat(firstTimes.isFirst("a")).isFalse();
        assertThat(firstTimes.isFirst("b")).isTrue();
    }

    @Test
    void theOldestIsForgottenWhenThereIsTooMuch() {
        for (int i = 0; i <= FirstTimes.MOST; i++) {
            firstTimes.isFirst("key " + i);
        }

        assertThat(firstTimes.isFirst("key " + FirstTimes.MOST)).isFalse();
        assertThat(firstTimes.isFirst("key 0")).isTrue();
    }
}
