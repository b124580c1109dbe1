package io.mmsroutes.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that speaks of the account, or of the way to Telnyx, costs no message. */
@Tag("one-camel")
class HeldAccountTest extends SendingTestSupport {
    private static final int MANY = 12;

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.send.reconcile-interval", "200ms");
        return settings;
    }

    static Stream<Arguments> answersThatSpeakOfTheAccount() {
        String page = "<html><head><title>Access denied</title></head><body>No.</body></html>";
        return Stream.of(
                Arguments.of("key unknown", TelnyxApi.error(401, "10009"), "10009"),
                Arguments.of("key without a code", aResponse().withStatus(401), "http-401"),
                Arguments.of("no money", TelnyxApi.error(402, "20012"), "20012"),
                Arguments.of("no money, forbidden", TelnyxApi.error(403, "20012"), "20012"),
                Arguments.of("blocked, unprocessable", TelnyxApi.error(422, "20013"), "20013"),
                Arguments.of("key revoked, bad request", TelnyxApi.error(400, "20002"), "20002"),
                Arguments.of("messaging off", TelnyxApi.error(403, "40314"), "40314"),
                Arguments.of("proxy's 403", page(403, page), "http-403"),
                Arguments.of("proxy's 400", page(400, page), "http-400"),
                Arguments.of("proxy's 422", page(422, page), "http-422"),
                Arguments.of("gateway's 403", json(403, "{\"message\":\"Forbidden\"}"), "http-403"),
                Arguments.of("not authorized", TelnyxApi.error(403, "10010"), "10010"),
                Arguments.of("no such resource", TelnyxApi.error(404, "10005"), "10005"),
                Arguments.of("404", page(404, page), "http-404"),
                Arguments.of("405", aResponse().withStatus(405), "http-405"),
                Arguments.of("407", aResponse().withStatus(407), "http-407"),
                Arguments.of("418", aResponse().withStatus(418).withBody("[]"), "http-418"),
                Arguments.of("421", aResponse().withStatus(421), "http-421"),
                Arguments.of("451", aResponse().withStatus(451).withBody("blocked"), "http-451"),
                Arguments.of(
                        "login page",
                        aResponse().withStatus(302).withHeader("Location", "http://login.invalid/"),
                        "redirected"));
    }

    @AfterEach
    void letGoWhatWaits() {
        telnyxApi.takeAgain();
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(database()
                                .sql("select count(*) from outbound_messages where state in ('queued', 'submitting')")
                                .query(Long.class)
                                .single())
                        .isZero());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatSpeakOfTheAccount")
    void everyMessageWaitsAndIsSentOnceWhenItIsFixed(String name, ResponseDefinitionBuilder answer, String code) {
        telnyxApi.answerAll(answer);
        List<String> ids = sendMany(name);
        await().until(() -> codes(ids).equals(List.of(code)));
        assertThat(states(ids)).isSubsetOf("queued", "submitting");
        assertThat(get(managementPort, "/observe/health").body())
                .contains("\"name\":\"sending\",\"status\":\"DOWN\"")
                .contains("code=" + code);
        assertThat(get(managementPort, "/observe/health/ready").statusCode()).isEqualTo(200);

        telnyxApi.takeAgain();

        ids.forEach(id -> awaitState(id, "accepted"));
        assertThat(accepted(name)).isEqualTo(MANY);
        await().untilAsserted(() ->
                assertThat(metric("mms_outbound_held{sender=\"account\"")).isZero());
        assertThat(message(ids.get(0)).path("mms_routes").has("code")).isFalse();
    }

    @Test
    void oneMessageAtATimeIsTriedAfterGrowingPauses() {
        telnyxApi.answerAll(TelnyxApi.error(401, "10009"));
        sendMany("tried one by one");

        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            // A quarter of sixteen threads at first, then one after 1, 2, 4 seconds.
            assertThat(telnyxApi.calls("tried one by one")).hasSizeLessThanOrEqualTo(4 + 4);
        });
        // None is held in the moment in which one is tried.
        await().untilAsserted(() ->
                assertThat(metric("mms_outbound_held{sender=\"account\"")).isPositive());
        telnyxApi.takeAgain();
    }

    @Test
    void retryAfterIsGiven() {
        telnyxApi.answerAll(TelnyxApi.error(401, "10009").withHeader("Retry-After", "4"));
        String id = send(request("waits as long as it is told"));
        await().until(() -> codes(List.of(id)).equals(List.of("10009")));
        int calls = telnyxApi.requests().size();

        await().during(Duration.ofMillis(2_500))
                .atMost(Duration.ofSeconds(6))
                .until(() -> telnyxApi.requests().size() == calls);
        telnyxApi.takeAgain();
        awaitState(id, "accepted");
    }

    @Test
    void messageThatWasNotCalledForYetSaysWhatItWaitsFor() {
        telnyxApi.answerAll(TelnyxApi.error(402, "20012"));
        String first = send(request("finds out"));
        await().until(() -> codes(List.of(first)).equals(List.of("20012")));

        JsonNode waiting = message(send(request("waits behind").put("from", "+18885550007")));

        assertThat(waiting.at("/mms_routes/state").asText()).isEqualTo("queued");
        assertThat(waiting.at("/mms_routes/code").asText()).isEqualTo("20012");
        assertThat(waiting.at("/mms_routes/reason").asText()).contains("balance");
        assertThat(waiting.path("errors")).isEmpty();
        assertThat(waiting.at("/to/0/status").asText()).isEqualTo("queued");
        telnyxApi.takeAgain();
    }

    /** A firewall of web pages that dislikes one text: others pass, so in the end it is that message's own. */
    @Test
    void messageThatAloneIsRefusedHoldsNobodyForLong() {
        telnyxApi.answer("select * from", aResponse().withStatus(403).withBody("<html>Blocked by policy</html>"));
        String disliked = send(request("select * from"));
        List<String> others = sendMany("nothing wrong with it");

        others.forEach(id -> awaitState(id, "accepted"));
        for (int i = 0; i < 8 && !state(disliked).equals("rejected"); i++) {
            awaitState(send(request("another that passes")), "accepted");
        }
        JsonNode message = awaitState(disliked, "rejected");
        assertThat(message.at("/mms_routes/code").asText()).isEqualTo("http-403");
        assertThat(message.at("/mms_routes/reason").asText()).contains("Blocked by policy");
    }

    @Test
    void numberThatIsOutOfUseHoldsNoOther() {
        telnyxApi.answer("of a disabled profile", TelnyxApi.error(403, "40312"));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(send(request("of a disabled profile").put("from", "+18885550071")));
        }
        await().until(() -> codes(ids).equals(List.of("40312")));
        String other = send(request("of a good number").put("from", "+18885550072"));

        awaitState(other, "accepted");
        assertThat(states(ids)).isSubsetOf("queued", "submitting");
        telnyxApi.answer("of a disabled profile", TelnyxApi.taken());
        ids.forEach(id -> awaitState(id, "accepted"));
    }

    private static ResponseDefinitionBuilder page(int status, String html) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "text/html")
                .withBody(html);
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    private List<String> sendMany(String text) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ids.add(send(request("%s %02d".formatted(text, i))));
        }
        return ids;
    }

    private List<String> states(List<String> ids) {
        return ids.stream().map(this::state).distinct().toList();
    }

    /** Of those that wait, but for one that is tried just now. */
    private List<String> codes(List<String> ids) {
        return ids.stream()
                .map(this::message)
                .filter(message -> !message.at("/mms_routes/state").asText().equals("submitting"))
                .map(message -> message.at("/mms_routes/code").asText())
                .distinct()
                .toList();
    }

    private long accepted(String text) {
        return telnyxApi.answeredWith(200).stream()
                .filter(body -> body.path("text").asText().startsWith(text + " "))
                .count();
    }
}
