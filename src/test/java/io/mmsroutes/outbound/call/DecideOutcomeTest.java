package io.mmsroutes.outbound.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.Outcome;
import io.mmsroutes.outbound.Outcome.Accepted;
import io.mmsroutes.outbound.Outcome.Hold;
import io.mmsroutes.outbound.Outcome.Postponed;
import io.mmsroutes.outbound.Outcome.Refused;
import io.mmsroutes.outbound.Outcome.Scope;
import io.mmsroutes.outbound.Outcome.Unknown;
import io.mmsroutes.outbound.call.CallGuard.MaybeSent;
import io.mmsroutes.outbound.call.CallGuard.NotSent;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecideOutcomeTest {
    /** Unix time 1764588600. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-12-01T11:30:00Z"), ZoneOffset.UTC);

    private final DecideOutcome decide = new DecideOutcome(false, CLOCK, () -> 0);

    // --- Taken

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202})
    void anAnswerWithAnIdIsAccepted(int status) {
        Outcome outcome = answer(status, "{\"data\":{\"id\":\"40385f64\",\"to\":[]}}");

        assertThat(outcome).isInstanceOfSatisfying(Accepted.class, accepted -> {
            assertThat(accepted.telnyxId()).isEqualTo("40385f64");
            assertThat(accepted.message().has("to")).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "<html>",
                "{\"data\":null}",
                "{\"data\":{}}",
                "{\"data\":{\"id\":null}}",
                "{\"data\":{\"id\":\"\"}}",
                "{\"errors\":[{\"code\":\"40318\"}]}"
            })
    void aGoodAnswerWithoutAnIdIsUnknown(String body) {
        assertUnknown("answer-unreadable", answer(200, body));
    }

    @Test
    void aGoodAnswerWithoutABodyIsUnknown() {
        assertUnknown("answer-unreadable", decide.decide(204, null, null, null, null, 1));
    }

    // --- Codes decide before the status

    @ParameterizedTest
    @CsvSource({
        "429, 40318, NUMBER, PT1S",
        "403, 40318, NUMBER, PT1S",
        "500, 40318, NUMBER, PT1S",
        "400, 40011, NUMBER, PT1S",
        "429, 40320, NUMBER, PT10M",
        "403, 40320, NUMBER, PT10M",
        "429, 40333, NUMBER, PT12H30M",
        "403, 40333, NUMBER, PT12H30M",
        "429, 10011, ACCOUNT, PT1S",
        "429, 99999, ACCOUNT, PT1S"
    })
    void whatTelnyxMayTakeLaterIsPostponed(int status, String code, Scope scope, Duration delay) {
        Outcome outcome = answer(status, error(code));

        assertThat(outcome).isInstanceOfSatisfying(Postponed.class, postponed -> {
            assertThat(postponed.code()).isEqualTo(code);
            assertThat(postponed.scope()).isEqualTo(scope);
            assertThat(postponed.delay()).isEqualTo(delay);
            assertThat(postponed.sentence()).isNotBlank();
        });
    }

    @Test
    void aCodeWrittenAsANumberCounts() {
        assertThat(answer(400, "{\"errors\":[{\"code\":40318}]}"))
                .isInstanceOfSatisfying(
                        Postponed.class,
                        postponed -> assertThat(postponed.scope()).isEqualTo(Scope.NUMBER));
    }

    @Test
    void theFirstErrorDecides() {
        assertThat(answer(422, "{\"errors\":[{\"code\":\"40310\"},{\"code\":\"40318\"}]}"))
                .isInstanceOf(Refused.class);
    }

    // --- How long

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, 1, PT1S",
                "-, -, 2, PT2S",
                "-, -, 3, PT4S",
                "-, -, 9, PT4M16S",
                "-, -, 10, PT5M",
                "-, -, 1000, PT5M",
                "-, -, 0, PT1S",
                "7, -, 5, PT7S",
                "' 7 ', -, 5, PT7S",
                "-, 9, 5, PT9S",
                "-, 0.5, 5, PT0.5S",
                "7, 9, 5, PT9S",
                "9, 7, 5, PT9S",
                "7, 1764588660, 1, PT1M",
                "1764588660, -, 1, PT1M",
                "90, 1764588660, 1, PT1M30S",
                "7, 1764588000, 1, PT7S",
                "'Mon, 01 Dec 2025 11:30:20 GMT', -, 1, PT20S",
                "'Mon, 01 Dec 2025 11:30:20 GMT', 40, 1, PT40S",
                "'Mon, 01 Dec 2025 11:00:00 GMT', -, 3, PT4S",
                "0, 0, 3, PT4S",
                "-5, soon, 3, PT4S",
                "999999999999, -, 1, PT1H",
                "5000, -, 1, PT1H",
                "99999999999999999999999, -, 1, PT1S"
            })
    void telnyxIsGivenTheTimeItAsksFor(
            @Nullable String retryAfter, @Nullable String reset, int attempts, Duration delay) {
        Outcome outcome = decide.decide(429, retryAfter, reset, null, null, attempts);

        assertThat(delayOf(outcome)).isEqualTo(delay);
        assertThat(((Postponed) outcome).code()).isEqualTo("http-429");
    }

    @Test
    void waitingIsSpreadByAFifth() {
        DecideOutcome last = new DecideOutcome(false, CLOCK, () -> 1);

        assertThat(delayOf(last.decide(429, "10", null, null, null, 1))).isEqualTo(Duration.ofSeconds(12));
        assertThat(delayOf(last.decide(429, null, null, null, null, 2))).isEqualTo(Duration.ofMillis(2_400));
        assertThat(delayOf(last.decide(302, "10", null, null, null, 1))).isEqualTo(Duration.ofSeconds(12));
        assertThat(delayOf(last.decide(null, null, null, null, notSent(), 9))).isEqualTo(Duration.ofSeconds(72));
        assertThat(delayOf(last.decide(429, null, null, bytes(error("40320")), null, 1)))
                .isEqualTo(Duration.ofMinutes(12));
        assertThat(delayOf(last.decide(429, null, null, bytes(error("40333")), null, 1)))
                .as("Half a day is not spread over hours.")
                .isEqualTo(Duration.parse("PT12H35M"));
    }

    @Test
    void theSpreadOfARunningGatewayIsWithinAFifth() {
        DecideOutcome running = new DecideOutcome(false, CLOCK);

        for (int i = 0; i < 100; i++) {
            assertThat(delayOf(running.decide(429, "100", null, null, null, 1)))
                    .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(120));
        }
    }

    // --- Never called

    @Test
    void whatIsRejectedInFrontOfTheCallIsRefused() {
        Throwable wrapped = new RuntimeCamelException(new Rejected("40300", "Opted out."));

        assertThat(decide.decide(null, null, null, null, wrapped, 1)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("40300");
            assertThat(refused.sentence()).isEqualTo("Opted out.");
            assertThat(refused.errors().isArray()).isTrue();
            assertThat(refused.errors()).isEmpty();
        });
    }

    @Test
    void whatCannotBeToldInFrontOfTheCallIsPostponed() {
        TryLater away = new TryLater("database-unavailable", "Away.");
        TryLater asked = new TryLater("database-unavailable", "Away.", Duration.ofSeconds(7));

        assertThat(decide.decide(null, null, null, null, away, 3)).isInstanceOfSatisfying(Postponed.class, later -> {
            assertThat(later.code()).isEqualTo("database-unavailable");
            assertThat(later.scope()).isEqualTo(Scope.NUMBER);
            assertThat(later.delay()).isEqualTo(Duration.ofSeconds(4));
        });
        assertThat(delayOf(decide.decide(null, null, null, null, asked, 3))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void whatMayHaveBeenSentIsUnknownWhateverIsAroundIt() {
        TryLater around = new TryLater("database-unavailable", "Away.", new MaybeSent("Lost.", null));

        assertUnknown("answer-lost", decide.decide(null, null, null, null, around, 1));
    }

    // --- Status

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 304, 307, 308})
    void aRedirectNamesTheSetting(int status) {
        assertThat(answer(status, "")).isInstanceOfSatisfying(Postponed.class, postponed -> {
            assertThat(postponed.code()).isEqualTo("redirected");
            assertThat(postponed.scope()).isEqualTo(Scope.ACCOUNT);
            assertThat(postponed.hold()).isEqualTo(Hold.UNTIL_FIXED);
            assertThat(postponed.delay())
                    .as("The pauses of a hold grow by themselves.")
                    .isZero();
            assertThat(postponed.sentence()).contains("telnyx.api-url");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "400, 40305",
        "400, 40300",
        "403, 40300",
        "422, 40308",
        "401, 40310",
        "404, 40301",
        "403, 10002",
        "400, 10015",
        "422, 10027",
        "422, 49999",
        "400, 42203",
        "422, 10005",
        "400, 99999"
    })
    void errorOfTheMessageIsRefused(int status, String code) {
        assertThat(answer(status, error(code))).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.sentence()).isNotBlank();
            assertThat(refused.errors().path(0).path("code").asText()).isEqualTo(code);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "400, ''",
        "400, '{\"errors\":{}}'",
        "413, ''",
        "422, '[]'",
        "422, '{\"errors\":[{\"code\":\"a code\\nthat is none\"}]}'"
    })
    void aRefusalOfTheContentWithoutACodeHasItsStatus(int status, String body) {
        assertThat(answer(status, body)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("http-" + status);
            assertThat(refused.sentence()).isNotBlank();
            assertThat(refused.errors().isArray()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({"401, 10009", "400, 10009", "402, 20012", "422, 20001", "403, 20013", "403, 40314", "401, 99999"})
    void errorOfTheAccountHoldsIt(int status, String code) {
        assertHeld(answer(status, error(code)), code, Scope.ACCOUNT, Hold.UNTIL_FIXED);
    }

    @ParameterizedTest
    @CsvSource({"403, 40100", "422, 40312", "403, 40315", "400, 40321", "403, 40329", "403, 40330", "403, 40331"})
    void errorOfTheNumberHoldsThatNumber(int status, String code) {
        assertHeld(answer(status, error(code)), code, Scope.NUMBER, Hold.UNTIL_FIXED);
    }

    @ParameterizedTest
    @CsvSource({
        "401, <html>, UNTIL_FIXED",
        "402, {}, UNTIL_FIXED",
        "407, '', UNTIL_FIXED",
        "403, '{\"errors\":{}}', IN_DOUBT",
        "404, '{\"errors\":[{\"title\":\"x\"}]}', IN_DOUBT",
        "405, '', IN_DOUBT",
        "418, '[]', IN_DOUBT",
        "451, blocked, IN_DOUBT",
        "400, '<!DOCTYPE html><html><title>400</title>', IN_DOUBT",
        "422, '<!-- x --> <HTML>', IN_DOUBT"
    })
    void anAnswerThatMayBeAnybodysHoldsTheAccount(int status, String body, Hold hold) {
        assertHeld(answer(status, body), "http-" + status, Scope.ACCOUNT, hold);
    }

    @ParameterizedTest
    @CsvSource({"403, 10005", "404, 10005", "403, 10010", "400, 10010", "403, 99999", "404, 10006"})
    void anErrorThatMayMeanEitherHoldsTheAccountInDoubt(int status, String code) {
        assertHeld(answer(status, error(code)), code, Scope.ACCOUNT, Hold.IN_DOUBT);
    }

    @ParameterizedTest
    @CsvSource({"404, 10005", "403, 99999", "403, 10010"})
    void anErrorThatPointsAtAFieldIsTheMessages(int status, String code) {
        String body = "{\"errors\":[{\"code\":\"%s\",\"title\":\"T\",\"source\":{\"pointer\":\"/from\"}}]}";

        assertThat(answer(status, body.formatted(code))).isInstanceOf(Refused.class);
    }

    @Test
    void aHoldWaitsAsLongAsTheAnswerAsks() {
        assertThat(delayOf(decide.decide(401, "90", "5", null, null, 1))).isEqualTo(Duration.ofSeconds(90));
        assertThat(delayOf(decide.decide(403, null, "500", null, null, 9)))
                .as("How often one may ask says nothing of when it is fixed.")
                .isZero();
        assertThat(delayOf(decide.decide(402, "99999", null, null, null, 1))).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "408, ''",
        "409, 10036",
        "500, ''",
        "500, 10007",
        "502, ''",
        "503, 10037",
        "504, ''",
        "101, ''",
        "600, ''"
    })
    void anAnswerThatLeavesItOpenIsUnknown(int status, String code) {
        Outcome outcome = answer(status, code.isEmpty() ? "<html>" : error(code));

        assertUnknown("http-" + status, outcome);
        assertThat(((Unknown) outcome).sentence()).contains(String.valueOf(status));
    }

    @Test
    void a503IsPostponedWhereItIsSaidTo() {
        DecideOutcome trusting = new DecideOutcome(true, CLOCK, () -> 0);

        assertThat(trusting.decide(503, "3", null, null, null, 1))
                .isInstanceOfSatisfying(Postponed.class, postponed -> {
                    assertThat(postponed.scope()).isEqualTo(Scope.ACCOUNT);
                    assertThat(postponed.delay()).isEqualTo(Duration.ofSeconds(3));
                });
        assertUnknown("http-500", trusting.decide(500, null, null, null, null, 1));
    }

    // --- No answer

    @ParameterizedTest
    @CsvSource({"1, PT1S", "4, PT8S", "7, PT1M", "50, PT1M"})
    void whatWasNotSentIsPostponed(int attempts, Duration delay) {
        Outcome outcome =
                decide.decide(null, null, null, null, new RuntimeCamelException(new IOException(notSent())), attempts);

        assertThat(outcome).isInstanceOfSatisfying(Postponed.class, postponed -> {
            assertThat(postponed.code()).isEqualTo("connect-failed");
            assertThat(postponed.scope()).isEqualTo(Scope.ACCOUNT);
            assertThat(postponed.delay()).isEqualTo(delay);
            assertThat(postponed.sentence()).isEqualTo("no way there");
        });
    }

    @Test
    void whatMayHaveBeenSentIsUnknown() {
        Throwable lost = new RuntimeCamelException(new MaybeSent("broke off", new ConnectException("reset")));

        assertThat(decide.decide(null, null, null, null, lost, 1)).isEqualTo(new Unknown("answer-lost", "broke off"));
    }

    @Test
    void whatIsNotKnownToBeUnsentIsUnknown() {
        assertUnknown("answer-lost", decide.decide(null, null, null, null, new ConnectException("refused"), 1));
        assertUnknown("answer-lost", decide.decide(null, null, null, null, null, 1));
        assertUnknown(
                "answer-lost",
                decide.decide(200, null, null, bytes("{\"data\":{\"id\":\"1\"}}"), new IllegalStateException(), 1));
    }

    @Test
    void causesThatGoRoundInACircleEnd() {
        Exception one = new Exception("one");
        Exception other = new Exception("other", one);
        one.initCause(other);

        assertUnknown("answer-lost", decide.decide(null, null, null, null, one, 1));
    }

    // --- What the words above mean

    private Outcome answer(int status, String body) {
        return decide.decide(status, null, null, bytes(body), null, 1);
    }

    private static String error(String code) {
        return "{\"errors\":[{\"code\":\"%s\",\"title\":\"A title\"}]}".formatted(code);
    }

    private static NotSent notSent() {
        return new NotSent("no way there", new ConnectException("refused"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Duration delayOf(Outcome outcome) {
        return ((Postponed) outcome).delay();
    }

    private static void assertHeld(Outcome outcome, String code, Scope scope, Hold hold) {
        assertThat(outcome).isInstanceOfSatisfying(Postponed.class, postponed -> {
            assertThat(postponed.code()).isEqualTo(code);
            assertThat(postponed.scope()).isEqualTo(scope);
            assertThat(postponed.hold()).isEqualTo(hold);
            assertThat(postponed.sentence()).isNotBlank();
        });
    }

    private static void assertUnknown(String code, Outcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.code()).isEqualTo(code));
    }
}
