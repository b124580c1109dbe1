package io.mmsroutes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutsideTextTest {
    @ParameterizedTest
    @MethodSource("charsets")
    void textOfAnyOfTheseIsRead(Charset charset, String mark) {
        assertThat(OutsideText.decode((mark + "Grüße é").getBytes(charset))).isEqualTo("Grüße é");
    }

    static Stream<Object[]> charsets() {
        return Stream.of(
                new Object[] {UTF_8, ""},
                new Object[] {UTF_8, "\uFEFF"},
                new Object[] {UTF_16BE, "\uFEFF"},
                new Object[] {UTF_16LE, "\uFEFF"},
                new Object[] {ISO_8859_1, ""});
    }

    @Test
    void nothingIsNothing() {
        assertThat(OutsideText.decode(new byte[0])).isEmpty();
        assertThat(OutsideText.decode(new byte[] {(byte) 0xEF})).isEqualTo("ï");
    }
}
