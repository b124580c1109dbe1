package io.mmsroutes.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxSchema;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message that is to be sent later: taken, shown as scheduled, and cancelled where it is. */
class ScheduledMessageRouteTest extends SendingTestSupport {
    private static final String SLOW = "+13125550077";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.rate-limit.numbers", SLOW + "=1/h");
        return settings;
    }

    @ParameterizedTest
    @CsvSource({"/v2/messages", "/v2/messages/schedule"})
    void isScheduledFromTheFirstAnswerOn(String path) {
        String at = Instant.now().plus(Duration.ofHours(3)).toString();
        JsonNode first =
                json(ask(path, request("later " + path).put("send_at", at))).path("data");

        assertScheduled(first, at);
        assertScheduled(awaitState(first.path("id").asText(), "accepted"), at);
        assertThat(telnyxApi.calls("later " + path))
                .singleElement()
                .satisfies(call -> assertThat(call.path("send_at").asText()).isEqualTo(at));
    }

    @ParameterizedTest
    @CsvSource({"PT4M59S, 400", "PT-24H, 400", "PT120H1M, 400", "PT5M10S, 200", "PT119H59M, 200"})
    void isTakenFromFiveMinutesToFiveDaysAhead(Duration ahead, int status) {
        HttpResponse<String> answer = ask(
                "/v2/messages",
                request("in the window")
                        .put("send_at", Instant.now().plus(ahead).toString()));

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 400) {
            assertThat(json(answer).at("/errors/0/source/pointer").asText()).isEqualTo("/send_at");
            assertThat(answer.body()).contains("5 minutes to 5 days");
        }
    }

    @Test
    void isCancelledAtTelnyxWhenTelnyxHasIt() throws Exception {
        String id = scheduled("cancel there");
        String telnyxId = awaitState(id, "accepted").at("/mms_routes/telnyx_id").asText();
        telnyxApi.delete(telnyxId, aResponse().withBody("{\"id\":\"%s\"}".formatted(telnyxId)));

        for (String known : new String[] {id, telnyxId}) {
            HttpResponse<String> answer = delete(known);

            JsonNode message = json(answer);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(TelnyxSchema.errors("OutboundMessagePayloadCancelled", message))
                    .isEmpty();
            assertThat(message.path("id").asText()).isEqualTo(id);
            assertThat(message.at("/to/0/status").asText()).isEqualTo("cancelled");
        }
        assertThat(telnyxApi.deleted())
                .filteredOn(path -> path.endsWith(telnyxId))
                .hasSize(1);
        assertThat(state(id)).isEqualTo("cancelled");
    }

    /** A program cancels in the next line what it has just scheduled. */
    @Test
    void isCancelledWhileTelnyxStillAnswersToIt() throws Exception {
        String telnyxId = UUID.randomUUID().toString();
        telnyxApi.answer(
                "cancel at once",
                okJson("{\"data\":{\"id\":\"%s\"}}".formatted(telnyxId)).withFixedDelay(700));
        telnyxApi.delete(telnyxId, aResponse().withBody("{\"id\":\"%s\"}".formatted(telnyxId)));
        String id = scheduled("cancel at once");
        await().until(() -> !telnyxApi.calls("cancel at once").isEmpty());

        HttpResponse<String> answer = delete(id);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(state(id)).isEqualTo("cancelled");
        assertThat(telnyxApi.deleted()).contains("/v2/messages/" + telnyxId);
    }

    @ParameterizedTest
    @CsvSource({"403, 40398, 403", "404, 10005, 404"})
    void telnyxsRefusalIsToldAsItIs(int status, String code, int told) throws Exception {
        String id = scheduled("refused " + status);
        String telnyxId = awaitState(id, "accepted").at("/mms_routes/telnyx_id").asText();
        telnyxApi.delete(
                telnyxId,
                aResponse()
                        .withStatus(status)
                        .withBody("{\"code\":\"%s\",\"title\":\"No\",\"detail\":\"Too late.\"}".formatted(code)));

        HttpResponse<String> answer = delete(id);

        assertThat(answer.statusCode()).isEqualTo(told);
        assertThat(TelnyxSchema.errors("messaging_Error", json(answer))).isEmpty();
        assertThat(json(answer).path("code").asText()).isEqualTo(code);
        assertThat(json(answer).path("detail").asText()).isEqualTo("Too late.");
        assertThat(state(id)).isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource({"500", "429", "401", "403"})
    void whatDoesNotTellIsAskedAgain(int status) throws Exception {
        String id = scheduled("unclear " + status);
        String telnyxId = awaitState(id, "accepted").at("/mms_routes/telnyx_id").asText();
        telnyxApi.delete(telnyxId, aResponse().withStatus(status).withBody("<html>"));

        assertThat(delete(id).statusCode()).isEqualTo(503);
        assertThat(state(id)).isEqualTo("accepted");
    }

    @Test
    void isCancelledHereWhileItWaitsHere() throws Exception {
        send(request("first of the slow").put("from", SLOW));
        String id = send(request("waits here").put("from", SLOW));

        HttpResponse<String> answer = delete(id);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TelnyxSchema.errors("OutboundMessagePayloadCancelled", json(answer)))
                .isEmpty();
        assertThat(telnyxApi.calls("waits here")).isEmpty();
        assertThat(state(id)).isEqualTo("cancelled");
    }

    @Test
    void whatIsSentOrUnknownIsNotCancelled() throws Exception {
        String sent = send(request("sent already"));
        awaitState(sent, "accepted");

        HttpResponse<String> late = delete(sent);
        HttpResponse<String> unknown = delete(UUID.randomUUID().toString());

        assertThat(late.statusCode()).isEqualTo(403);
        assertThat(TelnyxSchema.errors("messaging_Error", json(late))).isEmpty();
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(TelnyxSchema.errors("messaging_Error", json(unknown))).isEmpty();
        assertThat(json(unknown).path("code").asText()).isEqualTo("10005");
    }

    private String scheduled(String text) {
        ObjectNode request = request(text)
                .put("send_at", Instant.now().plus(Duration.ofHours(3)).toString());
        return send(request);
    }

    private HttpResponse<String> delete(String id) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v2/messages/%s".formatted(port, id)))
                                .header("authorization", "Bearer " + API_KEY)
                                .DELETE()
                                .build(),
                        BodyHandlers.ofString());
    }

    /** The specification's enum of an outbound message lacks the status that its text has. */
    private static void assertScheduled(JsonNode message, String at) {
        assertThat(TelnyxSchema.errors("OutboundMessagePayloadCancelled", message))
                .isEmpty();
        assertThat(message.path("send_at").asText()).isEqualTo(at);
        assertThat(message.at("/to/0/status").asText()).isEqualTo("scheduled");
    }
}
