package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageKeyTemplateTest {
    private static final String USUAL = "mms/{from}/{message}/{index}.{ext}";
    private static final Instant NEW_YEAR = Instant.parse("2027-01-02T23:59:59Z");
    private static final MediaMetadata JPEG =
            new MediaMetadata("image/jpeg", MediaKind.IMAGE, "jpg", 10, "00", false, List.of());

    @ParameterizedTest
    @CsvSource({
        "mms/{from}/{message}/{index}.{ext}, mms/+13125550001/4c87/3.jpg, mms/+13125550001/4c87/message.json",
        "mms/{from}/{index}, mms/+13125550001/3, mms/+13125550001/message.json",
        "in/{to}/{year}-{month}-{day}/{message}-{index}.{ext}, in/+17735550002/2027-01-02/4c87-3.jpg, in/+17735550002/2027-01-02/4c87-message.json",
        "in/{kind}/{message}/{index}, in/image/4c87/3, in/message/4c87/message.json",
        "in/{message id}/{Index}.{extension}, in/4c87/3.jpg, in/4c87/message.json",
    })
    void mediaAndManifestAreNamedAsTheTemplateSays(String template, String media, String manifest) {
        MessageKeys keys = keys(template, "+13125550001", "4c87");

        assertThat(keys.media(3, JPEG)).isEqualTo(media);
        assertThat(keys.manifest()).isEqualTo(manifest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mms/{from}/{message}/{ext} | put {index} into it",
                "mms/{sendr}/{message}/{index} | there is no {sendr}",
                "../{message}/{index} | single slashes",
                "mms/./{message}/{index} | single slashes",
                "/mms/{message}/{index} | single slashes",
                "mms//{message}/{index} | single slashes",
                "mms/{message}/{index}/ | single slashes",
                "mms/{message}/.{index} | single slashes",
                "mms\\{message}\\{index} | single slashes",
                "mms/{message} {index} | single slashes",
                "{from}/{message}/{index} | folder of a fixed name",
                "{message}-{index} | folder of a fixed name",
                "outbox/{message}/{index} | folder of a fixed name",
            })
    void aTemplateThatLosesMediaOrLeadsAstrayIsRefused(String template, String why) {
        assertThatThrownBy(() -> new StorageKeyTemplate(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("mms.storage.key is ")
                .hasMessageContaining(why);
    }

    @Test
    void theLayoutOfTelnyxsGuideIsTaken() {
        assertThatCode(() -> new StorageKeyTemplate("mms/{from}/{index}")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "",
                "/",
                "../../etc/passwd",
                "a/b",
                "a\\b",
                "C:\\x",
                "\u0000",
                "a\nb",
                "…/…",
                "%2e%2e%2f",
                "-rf",
                "~",
                "$(id)",
                "con.",
                "{index}",
                "{message}"
            })
    void noNameFromOutsideLeavesItsFolder(String hostile) {
        Path root = Path.of("/store");

        Path file = root.resolve(keys(USUAL, hostile, hostile).media(0, JPEG)).normalize();

        assertThat(file.startsWith(root.resolve("mms"))).isTrue();
        assertThat(file.getNameCount()).isEqualTo(5);
        assertThat(file.toString()).matches("[A-Za-z0-9+_/-]+0\\.jpg");
    }

    @Test
    void namesThatDifferNeverBecomeOne() {
        assertThat(KeySegment.of("a/b")).isNotEqualTo(KeySegment.of("a_b"));
        assertThat(KeySegment.of("a/b")).isNotEqualTo(KeySegment.of("a?b"));
        assertThat(KeySegment.of("x".repeat(300) + "1")).isNotEqualTo(KeySegment.of("x".repeat(300) + "2"));
    }

    @Test
    void aLongNameIsCutToWhatFileSystemsTake() {
        assertThat(KeySegment.of("é".repeat(10_000))).hasSizeLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/in/+17735550002/+13125550001/4c87/0",
                "https://storage.googleapis.com/bucket/in/%2B17735550002/%2B13125550001/4c87/0"
            })
    void numbersAreTakenOutOfATextAndPutBack(String location) {
        MessageKeys keys = keys("in/{to}/{from}/{message}/{index}", "+13125550001", "4c87");

        assertThat(keys.withoutNumbers(location)).doesNotContain("17735550002").doesNotContain("13125550001");
        assertThat(keys.withNumbers(keys.withoutNumbers(location))).isEqualTo(location);
    }

    private static MessageKeys keys(String template, String from, String messageId) {
        return new StorageKeyTemplate(template)
                .keys(new PhoneNumber(from), List.of(new PhoneNumber("+17735550002")), messageId, NEW_YEAR);
    }
}
