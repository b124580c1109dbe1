package io.mmsroutes.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.Json;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendKind;
import io.mmsroutes.sending.SendRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkingTest {
    private static final Instant NOW = Instant.parse("2026-01-16T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final BeginLinking begin = new BeginLinking(Duration.ofHours(24), "store", CLOCK);

    @Test
    void linksStandWhereTheReferencesStood() {
        SendRequest request = request("https://a", "stored:b", "https://c", "stored:d", "stored:b");
        Linking linking = begin.begin(request);

        assertThat(linking.references()).containsExactly("stored:b", "stored:d", "stored:b");
        for (String reference : List.of("stored:b", "stored:d", "stored:b")) {
            assertThat(linking.isUnfinished()).isTrue();
            assertThat(linking.reference()).isEqualTo(reference);
            linking =
                    new AddLink().add(linking, "https://link/" + linking.links().size());
        }

        assertThat(linking.isUnfinished()).isFalse();
        SendRequest linked = linking.linked();
        assertThat(linked.mediaUrls())
                .containsExactly("https://a", "https://link/0", "https://c", "https://link/1", "https://link/2");
        assertThat(linked.body().path("media_urls"))
                .extracting(url -> url.asText())
                .isEqualTo(linked.mediaUrls());
        assertThat(request.body().path("media_urls").path(1).asText()).isEqualTo("stored:b");
    }

    @Test
    void requestWithoutReferencesIsDoneAtOnce() {
        Linking linking = begin.begin(request("https://a"));

        assertThat(linking.isUnfinished()).isFalse();
        assertThat(linking.linked().mediaUrls()).containsExactly("https://a");
    }

    @Test
    void linkLastsFromNow() {
        Linking linking = begin.begin(request("stored:b"));

        assertThat(linking.lifetime()).isEqualTo(Duration.ofHours(24));
        assertThat(linking.until()).isEqualTo(NOW.plus(Duration.ofHours(24)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-18T10:00:00Z, PT72H",
        "2026-01-18T12:00:00+02:00, PT72H",
        "2026-01-16T09:00:00Z, PT24H",
        "tomorrow, PT24H"
    })
    void linkOfWhatIsSentLaterLastsFromThen(String sendAt, Duration lifetime) {
        SendRequest request = request("stored:b");
        request.body().put("send_at", sendAt);

        Linking linking = begin.begin(request);

        assertThat(linking.lifetime()).isEqualTo(lifetime);
        assertThat(linking.until()).isEqualTo(NOW.plus(lifetime));
    }

    @Test
    void storesAreAskedForALinkOrForTheBytes() {
        assertThat(begin.begin(request("stored:b")).action()).isEqualTo("link");
        assertThat(new BeginLinking(Duration.ofHours(1), "gateway", CLOCK)
                        .begin(request("stored:b"))
                        .action())
                .isEqualTo("read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT24H", "PT48H"})
    void lifetimeIsFromAMinuteToTwoDays(Duration lifetime) {
        assertThatCode(() -> new BeginLinking(lifetime, "store", CLOCK)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59S", "PT0S", "-PT24H", "PT48H1S"})
    void anotherLifetimeIsRefusedWithTheSetting(Duration lifetime) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BeginLinking(lifetime, "store", CLOCK))
                .withMessage("mms.link.lifetime is %s: write a time from 1m to 48h.".formatted(lifetime));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bucket", "Store"})
    void anotherMakerOfLinksIsRefusedWithTheSetting(String by) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BeginLinking(Duration.ofHours(24), by, CLOCK))
                .withMessage("mms.link.by is '%s': write store or gateway.".formatted(by));
    }

    @Test
    void linksAreNotForALog() {
        Linking linking = new AddLink().add(begin.begin(request("stored:b", "stored:c")), "https://link/key");

        assertThat(linking).hasToString("Linking[1 of 2]");
    }

    private static SendRequest request(String... media) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("from", "+18885550001");
        List.of(media).forEach(body.putArray("media_urls")::add);
        return new SendRequest(
                SendKind.MESSAGES,
                new PhoneNumber("+18885550001"),
                List.of(new PhoneNumber("+17735550002")),
                List.of(media),
                null,
                body);
    }
}
