package io.mmsroutes.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.support.TelnyxSchema;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One call a message, and what its answer, or the lack of one, makes of the message. */
class SendMessageRouteTest extends SendingTestSupport {

    @Test
    void callIsWhatTelnyxsSpecificationAsksFor() throws IOException {
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg"));
        String id = send(picture("by the book"));
        JsonNode message = awaitState(id, "accepted");

        LoggedRequest call = telnyxApi.requests().stream()
                .filter(request -> request.getBodyAsString().contains("by the book"))
                .findFirst()
                .orElseThrow();
        JsonNode body = Json.MAPPER.readTree(call.getBody());
        assertThat(TelnyxSchema.errors("CreateMessageRequest", body)).isEmpty();
        assertThat(call.getHeader("Authorization")).isEqualTo("Bearer KEY0123456789");
        assertThat(call.getHeader("Content-Type")).startsWith("application/json");
        assertThat(body.path("webhook_url").asText()).endsWith("/webhooks?ref=" + id);
        assertThat(message.path("to").path(0).path("carrier").asText()).isEqualTo("T-MOBILE USA, INC.");
        assertThat(message(message.path("mms_routes").path("telnyx_id").asText())
                        .path("id")
                        .asText())
                .isEqualTo(id);
    }

    @Test
    void withoutMediaThereAreNoMediaUrls() {
        ObjectNode request = request("words only").put("type", "MMS");
        request.putArray("media_urls");

        awaitState(send(request), "accepted");

        assertThat(telnyxApi.calls("words only")).hasSize(1);
        assertThat(telnyxApi.calls("words only").get(0).has("media_urls")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"400, 40310", "403, 40308", "422, 40317"})
    void refusalEndsTheMessageWithTelnyxsCodeAndAReason(int status, String code) {
        String text = "refused with " + code;
        telnyxApi.answer(text, TelnyxApi.error(status, code));

        JsonNode message = awaitState(send(request(text)), "rejected");

        assertThat(message.path("mms_routes").path("code").asText()).isEqualTo(code);
        assertThat(message.path("mms_routes").path("reason").asText()).isNotBlank();
        assertThat(message.path("errors").path(0).path("code").asText()).isEqualTo(code);
        assertThat(message.path("to").path(0).path("status").asText()).isEqualTo("sending_failed");
        assertThat(TelnyxSchema.errors("OutboundMessagePayload", message)).isEmpty();
        assertThat(telnyxApi.calls(text)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"429, 10011", "400, 40318", "400, 40011"})
    void whatTelnyxTakesLaterIsSentAgain(int status, String code) {
        String text = "later because of " + code;
        telnyxApi.answerOnce(text, TelnyxApi.error(status, code).withHeader("Retry-After", "1"));

        awaitState(send(request(text)), "accepted");

        assertThat(telnyxApi.calls(text)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE", "MALFORMED_RESPONSE_CHUNK"
            })
    void lostAnswerIsUnknownAndNeverSentAgain(Fault fault) {
        String text = "lost by " + fault;
        telnyxApi.answer(text, aResponse().withFault(fault));

        String id = send(request(text));
        awaitState(id, "unknown");

        staysWithOneCall(text, id);
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "503", "504"})
    void serverErrorIsUnknownAndNeverSentAgain(int status) {
        String text = "server error " + status;
        telnyxApi.answer(text, aResponse().withStatus(status));

        String id = send(request(text));
        awaitState(id, "unknown");

        staysWithOneCall(text, id);
    }

    @Test
    void silenceIsUnknown() {
        telnyxApi.answer("silence", TelnyxApi.taken().withFixedDelay(8_000));

        awaitState(send(request("silence")), "unknown");
    }

    /** Looks a while, in which the dispatcher comes round many times. */
    private void staysWithOneCall(String text, String id) {
        await().during(Duration.ofMillis(700)).atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(telnyxApi.calls(text)).hasSize(1);
            assertThat(state(id)).isEqualTo("unknown");
        });
    }
}
