package io.mmsroutes.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.text.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTermsTest {
    private static final Instant NOW = Instant.parse("2026-01-16T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final LinkTerms terms = new LinkTerms(Duration.ofHours(24), "store", CLOCK);

    @Test
    void linkLastsFromNow() {
        assertThat(terms.lifetime(request("stored:b"))).isEqualTo(Duration.ofHours(24));
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

        assertThat(terms.lifetime(request)).isEqualTo(lifetime);
    }

    @Test
    void storesAreAskedForALinkUnlessTheGatewayMakesThem() {
        assertThat(terms.byStore()).isTrue();
        assertThat(new LinkTerms(Duration.ofHours(1), "gateway", CLOCK).byStore())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT24H", "PT48H"})
    void lifetimeIsFromAMinuteToTwoDays(Duration lifetime) {
        assertThatCode(() -> new LinkTerms(lifetime, "store", CLOCK)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59S", "PT0S", "-PT24H", "PT48H1S"})
    void anotherLifetimeIsRefusedWithTheSetting(Duration lifetime) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkTerms(lifetime, "store", CLOCK))
                .withMessage("mms.link.lifetime is %s: write a time from 1m to 48h.".formatted(lifetime));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bucket", "Store"})
    void anotherMakerOfLinksIsRefusedWithTheSetting(String by) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkTerms(Duration.ofHours(24), by, CLOCK))
                .withMessage("mms.link.by is '%s': write store or gateway.".formatted(by));
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
