package io.mmsroutes.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, bytes 0-0/1000",
        "bytes=0-499, bytes 0-499/1000",
        "bytes=500-, bytes 500-999/1000",
        "bytes=-100, bytes 900-999/1000",
        "bytes=-5000, bytes 0-999/1000",
        "bytes=990-5000, bytes 990-999/1000",
        "bytes=999-, bytes 999-999/1000",
        "bytes=1000-, bytes */1000",
        "bytes=5000-6000, bytes */1000",
        "bytes=-0, bytes */1000"
    })
    void partIsCutOutOfTheWhole(String asked, String told) {
        assertThat(ByteRange.of(asked, 1000).orElseThrow().of(1000)).isEqualTo(told);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes=",
                "bytes=-",
                "bytes=5-2",
                "bytes=0-1,5-6",
                "items=0-1",
                "bytes=a-b",
                "bytes=0-99999999999999999999"
            })
    void whatIsNoSinglePartMeansTheWhole(String asked) {
        assertThat(ByteRange.of(asked, 1000)).isEmpty();
    }

    @Test
    void nothingIsCutOutOfNothing() {
        assertThat(ByteRange.of("bytes=0-", 0).orElseThrow().isBehindTheEnd()).isTrue();
    }
}
