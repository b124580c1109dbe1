package io.mmsroutes.outbound.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TelnyxCodesTest {
    static Stream<String> codes() {
        IntStream refused = IntStream.of(
                10002, 10003, 10004, 10005, 10006, 10007, 10009, 10010, 10011, 10015, 10016, 10023, 10027, 10029, 10030,
                10037, 10038, 20001, 20002, 20003, 20008, 20012, 20013, 20014, 20015, 20016, 20017, 20100, 40100, 40311,
                40313, 40323, 40328, 40300, 40301, 40302, 40304, 40305, 40306, 40307, 40308, 40309, 40310, 40312, 40314,
                40315, 40316, 40317, 40318, 40319, 40320, 40321, 40322, 40325, 40329, 40330, 40331, 40333);
        IntStream foundOutLater = IntStream.rangeClosed(40001, 40020);
        IntStream registry = IntStream.rangeClosed(40150, 40159);
        IntStream media = IntStream.rangeClosed(42200, 42205);
        return Stream.of(refused, foundOutLater, registry, media)
                .flatMap(IntStream::boxed)
                .map(String::valueOf);
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyCodeOfMmsHasASentenceOfOurs(String code) {
        assertThat(TelnyxCodes.sentence(code, "Their title", null))
                .doesNotContain("Their title")
                .endsWith(".")
                .hasSizeBetween(20, 250);
    }

    @ParameterizedTest
    @CsvSource({
        "42203, cannot reach",
        "42203, bare text or nothing",
        "42203, link out of an inbound message expires",
        "40317, too large",
        "42205, too large",
        "40308, cannot send MMS",
        "40301, no MMS",
        "40300, STOP",
        "10009, telnyx.api-key",
        "40003, blocks the sending number for good",
        "40016, T-Mobile",
        "40017, AT&T refused the message as spam",
        "40018, AT&T allows",
        "40019, tags are wrong",
        "40306, has no alphanumeric sender",
        "40307, is not the alphanumeric sender",
        "40320, is not ready",
        "40311, X-Profile-Secret",
        "40313, X-Profile-Secret",
        "40328, many parts",
        "40155, letter of authorization",
        "10030, method",
        "20016, level 1",
        "20017, level 2"
    })
    void troubleIsNamedPlainly(String code, String words) {
        assertThat(TelnyxCodes.sentence(code, null, null)).contains(words);
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyCodeIsInTheDocuments(String code) throws IOException {
        assertThat(Files.readString(Path.of("docs/codes.md"))).contains("`%s`".formatted(code));
    }

    @Test
    void everySentenceIsOfACodeThatIsTested() throws IOException {
        Properties sentences = new Properties();
        try (InputStream in = TelnyxCodes.class.getResourceAsStream("telnyx-codes.properties")) {
            sentences.load(in);
        }

        assertThat(sentences.stringPropertyNames().stream().filter(code -> !code.startsWith("http-")))
                .containsExactlyInAnyOrderElementsOf(codes().toList());
    }

    @Test
    void telnyxMayAddItsOwnWords() {
        assertThat(TelnyxCodes.sentence("40300", "Blocked", "Blocked due to STOP message"))
                .startsWith("The recipient has opted out")
                .endsWith("Telnyx says: Blocked due to STOP message");
    }

    @Test
    void aCodeThatWeDoNotKnowHasTelnyxsWords() {
        assertThat(TelnyxCodes.sentence("49999", "New problem", "The moon is in the way."))
                .isEqualTo("New problem: The moon is in the way.");
        assertThat(TelnyxCodes.sentence("49999", "Same", "Same")).isEqualTo("Same");
        assertThat(TelnyxCodes.sentence("49999", null, " ")).contains("49999").contains("no reason");
    }

    @ParameterizedTest
    @CsvSource({
        "The 'to' address +13125550001 is wrong, The 'to' address …0001 is wrong",
        "number 1 (312) 555-0001 is wrong, number …0001 is wrong",
        "312.555.0001, …0001",
        "see https://example.com/a?key=b for it, see … for it",
        "at most 10 of 1440, at most 10 of 1440"
    })
    void numbersAndAddressesAreNotRepeated(String detail, String told) {
        assertThat(TelnyxCodes.sentence("49999", null, detail)).isEqualTo(told);
        assertThat(TelnyxCodes.sentence("40310", null, detail)).endsWith("Telnyx says: " + told);
    }

    @Test
    void longWordsAreCutAndLinesAreJoined() {
        assertThat(TelnyxCodes.sentence("49999", "a\r\nb\u0000c", null)).isEqualTo("a b c");
        assertThat(TelnyxCodes.sentence("49999", "word ".repeat(1_000), null)).hasSizeLessThan(170);
    }
}
