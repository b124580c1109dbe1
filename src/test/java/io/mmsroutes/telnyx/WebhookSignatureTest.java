package io.mmsroutes.telnyx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.support.SignedHeaders;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors are Ed25519 signatures with the key pair that Telnyx publishes in the tests of its Java SDK. */
class WebhookSignatureTest {
    private static final String SMALL = "{\"event_type\":\"test\",\"id\":\"abc123\"}";
    private static final String SMALL_SIGNATURE =
            "7o3u2izfEtn5PFPE0nDvo9y8RErRmfHM5wIO04wRV6VTNaq6RiLj1ehc7uMJuIMihJobi2u3HYyB1Ie61c2XCQ==";
    private static final long SMALL_TIME = 1_700_000_000L;
    private static final String MMS_SIGNATURE =
            "TqzMLqCb7A8Z7Jfd7hmUFCJbUxrmiqp/mofC5YHNJsZitZ8mcFhiqc080qd8Kls4urimMWcccJVJbQRuYBnFCg==";
    private static final long MMS_TIME = 1_768_521_968L;

    @Test
    void validSignatureIsAccepted() {
        assertThatCode(() -> verify(SMALL.getBytes(UTF_8), SMALL_SIGNATURE, SMALL_TIME, SMALL_TIME))
                .doesNotThrowAnyException();
    }

    @Test
    void validSignatureOverAWholeMmsIsAccepted() throws IOException {
        byte[] body = Files.readAllBytes(Path.of("src/test/resources/telnyx/webhook-vector-mms.json"));

        assertThatCode(() -> verify(body, MMS_SIGNATURE, MMS_TIME, MMS_TIME)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 0, 300})
    void timestampsAtTheEdgeAreAccepted(long offset) {
        assertThatCode(() -> verify(SMALL.getBytes(UTF_8), SMALL_SIGNATURE, SMALL_TIME, SMALL_TIME + offset))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void timestampsBeyondTheEdgeAreStale(long offset) {
        assertRefused(
                "signature-stale",
                () -> verify(SMALL.getBytes(UTF_8), SMALL_SIGNATURE, SMALL_TIME, SMALL_TIME + offset));
    }

    @Test
    void tamperedBodyIsForged() {
        byte[] body = SMALL.replace("abc", "abd").getBytes(UTF_8);

        assertRefused("signature-forged", () -> verify(body, SMALL_SIGNATURE, SMALL_TIME, SMALL_TIME));
    }

    @Test
    void tamperedTimestampIsForged() {
        assertRefused(
                "signature-forged", () -> verify(SMALL.getBytes(UTF_8), SMALL_SIGNATURE, SMALL_TIME + 1, SMALL_TIME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%%%",
                "AAAA",
                "7o3u2izfEtn5PFPE0nDvo9y8RErRmfHM5wIO04wRV6VTNaq6RiLj1ehc7uMJuIMihJobi2u3HYyB1Ie61c2XCQ== "
            })
    void unusableSignatureIsMalformed(String signature) {
        assertRefused("signature-malformed", () -> verify(SMALL.getBytes(UTF_8), signature, SMALL_TIME, SMALL_TIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "-1", "1700000000.5", " 1700000000", "99999999999999999999"})
    void unusableTimestampIsMalformed(String timestamp) {
        assertRefused(
                "signature-malformed",
                () -> signature(SMALL_TIME)
                        .identify(SMALL.getBytes(UTF_8), SignedHeaders.of(SMALL_SIGNATURE, timestamp)));
    }

    @Test
    void missingPiecesAreMissing() {
        byte[] body = SMALL.getBytes(UTF_8);
        String time = String.valueOf(SMALL_TIME);

        assertRefused(
                "signature-missing",
                () -> signature(SMALL_TIME).identify(null, SignedHeaders.of(SMALL_SIGNATURE, time)));
        assertRefused("signature-missing", () -> signature(SMALL_TIME).identify(body, SignedHeaders.of(null, time)));
        assertRefused(
                "signature-missing",
                () -> signature(SMALL_TIME).identify(body, SignedHeaders.of(SMALL_SIGNATURE, null)));
    }

    private static void assertRefused(String code, ThrowingCallable check) {
        assertThatThrownBy(check)
                .isInstanceOf(Rejected.class)
                .extracting(e -> ((Failure) e).code())
                .isEqualTo(code);
    }

    private static void verify(byte @Nullable [] body, @Nullable String signature, long timestamp, long now) {
        signature(now).identify(body, SignedHeaders.of(signature, String.valueOf(timestamp)));
    }

    private static WebhookSignature signature(long now) {
        return new WebhookSignature(
                new TelnyxPublicKey(WebhookSender.PUBLIC_KEY),
                Duration.ofMinutes(5),
                Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC));
    }
}
