package io.mmsroutes.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {
    @ParameterizedTest
    @MethodSource("charsets")
    void textOfAnyOfTheseIsRead(Charset charset, String mark) {
        assertThat(TextDecoder.decode((mark + "Grüße é").getBytes(charset))).isEqualTo("Grüße é");
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
        assertThat(TextDecoder.decode(new byte[0])).isEmpty();
        assertThat(TextDecoder.decode(new byte[] {(byte) 0xEF})).isEqualTo("ï");
    }

    @ParameterizedTest
    @CsvSource({
        "Shift_JIS, 日本語は",
        "ISO-2022-JP, 日本語",
        "UTF-16LE, Hello there",
        "UTF-16BE, Hello there",
        "UTF-16LE, 'Привет, как дела?'",
        "UTF-16BE, 今日は、元気ですか。",
        "windows-1252, It’s “grand” – 4 €"
    })
    void charsetIsKnownByItsLooksWhereNothingWasSaid(Charset charset, String text) {
        assertThat(TextDecoder.decode(text.getBytes(charset))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "GBK, 你好",
        "Big5, 你好嗎",
        "EUC-KR, 안녕하세요",
        "KOI8-R, Привет",
        "Shift_JIS, 山田太郎",
        "ISO-8859-2, Dobrý večer",
        "UTF-16LE, 你好，再见"
    })
    void declaredCharsetIsBelievedWhereTheBytesAllowIt(Charset charset, String text) {
        assertThat(TextDecoder.decode(text.getBytes(charset), "Text/Plain; Charset=\"%s\"; x=1".formatted(charset)))
                .isEqualTo(text);
        assertThat(TextDecoder.decode(text.getBytes(UTF_8), "text/plain; charset=" + charset))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; charset=",
                "text/plain; charset=no-such",
                "text/plain; charset=utf-32",
                "charset=\u0000"
            })
    void aCharsetThatCannotBeIsPassedOver(String contentType) {
        assertThat(TextDecoder.decode("Grüße".getBytes(UTF_8), contentType)).isEqualTo("Grüße");
    }

    @Test
    void documentsNameTheirCharsetThemselves() {
        String xml = "<?xml version='1.0' encoding='KOI8-R'?><smil>Привет</smil>";
        String card = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS:山田;太郎\r\nEND:VCARD\r\n";

        assertThat(TextDecoder.decode(xml.getBytes(Charset.forName("KOI8-R")))).isEqualTo(xml);
        assertThat(TextDecoder.decode(card.getBytes(Charset.forName("Shift_JIS"))))
                .isEqualTo(card);
    }

    @Test
    void zerosAtTheEndAreNoText() {
        assertThat(TextDecoder.decode("Hello\0\0".getBytes(UTF_8))).isEqualTo("Hello");
    }
}
