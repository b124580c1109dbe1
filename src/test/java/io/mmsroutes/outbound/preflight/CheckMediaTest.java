package io.mmsroutes.outbound.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.media.OutboundMedia;
import io.mmsroutes.media.ProbeAnswer.Seen;
import io.mmsroutes.outbound.Finding;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckMediaTest {
    private static final String LONG_CODE = "+13125550001";

    private final CheckMedia checkMedia = new CheckMedia();

    @ParameterizedTest
    @CsvSource({
        "image/jpeg, 999999",
        "IMAGE/PNG, 1",
        "image/gif; charset=binary, 600000",
        "video/mp4, 600000",
        "video/3gpp, 5",
        "audio/amr, 5",
        "text/vcard; charset=utf-8, 300",
        "text/x-vcard, 300",
        "text/calendar, 300",
        "application/pdf, 300",
        "IMAGE/PJPEG; charset=utf-8, 5",
        "image/x-bmp, 5",
        "audio/x-mp3, 5",
        "audio/opus, 5",
        "audio/3gpp, 5",
        "audio/mp4, 5",
        "Application/Ogg, 5",
        "text/directory;profile=vcard, 5"
    })
    void whatMmsCarryIsWell(String type, long size) {
        assertThat(check(LONG_CODE, new Seen(0, null, type, size))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 5, type-missing",
                "' ', 5, type-missing",
                "application/octet-stream, 5, type-unclear",
                "binary/octet-stream, 5, type-unclear",
                "text/html; charset=utf-8, 5, type-unsupported",
                "image/heic, 5, type-unsupported",
                "application/zip, 5, type-unsupported",
                "nonsense, 5, type-unsupported",
                "image/jpeg, -, size-unknown"
            })
    void eachProblemHasItsCode(@Nullable String type, @Nullable Long size, String code) {
        List<Finding> findings = check(LONG_CODE, new Seen(0, null, type, size));

        assertThat(findings).extracting(Finding::code).containsExactly(code);
        assertThat(findings.get(0).index()).isZero();
        assertThat(findings.get(0).sentence()).endsWith(".").doesNotContain("://");
    }

    @ParameterizedTest
    @CsvSource({"image/jpeg, 1000001, 1.00 MB", "video/mp4, 600001, 600 kB", "audio/mpeg, 600001, 600 kB"})
    void anItemHasALimitByItsKind(String type, long size, String limit) {
        List<Finding> findings = check(LONG_CODE, new Seen(0, null, type, size));

        assertThat(findings.get(0).code()).isEqualTo("item-too-large");
        assertThat(findings.get(0).sentence()).contains("at most " + limit);
    }

    @Test
    void aFileWithoutBytesDoesNotArrive() {
        assertThat(check(LONG_CODE, new Seen(0, null, "image/png", 0L)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("media-empty");
                    assertThat(finding.isFatal()).isTrue();
                });
    }

    @Test
    void whatCannotBeHadIsSaidInTheWordsOfTheProbe() {
        assertThat(check(LONG_CODE, new Seen(0, "The host answers 404.", null, null)))
                .containsExactly(new Finding(0, "media-unreachable", "The host answers 404."));
    }

    @Test
    void whatDidNotComeBackInTimeIsUnreachable() {
        MediaCheck check = new MediaCheck(
                new PhoneNumber(LONG_CODE),
                media("https://a.example/0", "https://a.example/1", "https://a.example/2"),
                List.of(new Seen(2, null, "image/png", 5L), new Seen(0, null, "image/png", 5L)));

        assertThat(checkMedia.check(check)).singleElement().satisfies(finding -> {
            assertThat(finding.index()).isEqualTo(1);
            assertThat(finding.code()).isEqualTo("media-unreachable");
            assertThat(finding.sentence()).contains("mms.send.preflight-timeout");
        });
    }

    @Test
    void plainHttpIsAFindingBesideTheOthers() {
        MediaCheck check = new MediaCheck(
                null,
                media("http://a.example/0", "HTTPS://a.example/1"),
                List.of(new Seen(0, null, "image/heic", 5L), new Seen(1, null, "image/png", 5L)));

        assertThat(checkMedia.check(check))
                .extracting(Finding::code)
                .containsExactly("url-not-https", "type-unsupported");
    }

    // --- Together

    @ParameterizedTest
    @CsvSource({
        "+13125550001, 999999, ''",
        "+13125550001, 1000000, Telnyx",
        "+18005550001, 600000, ''",
        "+18005550001, 600001, AT&T T-Mobile Verizon",
        "+18885550001, 600001, AT&T T-Mobile Verizon",
        "+18225550001, 600001, ''",
        "55512, 600000, ''",
        "55512, 600001, AT&T",
        "55512, 999999, AT&T",
        "55512, 1000000, Telnyx"
    })
    void theCarriersThatWouldRefuseAreNamed(String from, long total, String refusing) {
        Seen[] halves = {
            new Seen(0, null, "image/png", total / 2), new Seen(1, null, "image/png", total - total / 2),
        };

        List<Finding> findings = check(from, halves);

        if (refusing.isEmpty()) {
            assertThat(findings).isEmpty();
            return;
        }
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.index()).isEqualTo(Finding.WHOLE);
            assertThat(finding.code()).isEqualTo("total-too-large");
            assertThat(Stream.of("AT&T", "T-Mobile", "Verizon", "Telnyx").filter(finding.sentence()::contains))
                    .containsExactly(refusing.split(" "));
        });
    }

    @Test
    void aPoolCountsAsLongCodes() {
        MediaCheck check =
                new MediaCheck(null, media("https://a.example/0"), List.of(new Seen(0, null, "image/png", 700_000L)));

        assertThat(checkMedia.check(check)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 1})
    void absurdSizesAddUp(long size) {
        assertThat(codes(LONG_CODE, new Seen(0, null, "image/png", size), new Seen(1, null, "image/png", size)))
                .containsExactly("item-too-large", "item-too-large", "total-too-large");
    }

    @Test
    void aSizeIsNeverRoundedDownToWhatWouldBeWell() {
        assertThat(CheckMedia.inWords(999)).isEqualTo("999 bytes");
        assertThat(CheckMedia.inWords(600_000)).isEqualTo("600 kB");
        assertThat(CheckMedia.inWords(600_001)).isEqualTo("601 kB");
        assertThat(CheckMedia.inWords(1_000_001)).isEqualTo("1.01 MB");
    }

    // --- What the words above mean

    private List<String> codes(String from, Seen... seen) {
        return check(from, seen).stream().map(Finding::code).toList();
    }

    private List<Finding> check(String from, Seen... seen) {
        String[] urls = IntStream.range(0, seen.length)
                .mapToObj(index -> "https://a.example/" + index)
                .toArray(String[]::new);
        return checkMedia.check(new MediaCheck(new PhoneNumber(from), media(urls), List.of(seen)));
    }

    private static List<OutboundMedia> media(String... urls) {
        return IntStream.range(0, urls.length)
                .mapToObj(index -> new OutboundMedia(index, urls[index]))
                .toList();
    }
}
