package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxSchema;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends STOP is sent nothing more, by whatever channel, until a START. */
class OptOutTest extends SendingTestSupport {
    private static final String PROFILE = "4001742b-90be-405d-b1b5-40a434f0ffec";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.jms.url", broker());
        settings.put("mms.send.from", "jms:queue:mms.send");
        return settings;
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "stop ", "Stop all", "unsubscribe"})
    void afterStopARequestIsRefusedInTelnyxsWords(String text) throws IOException {
        String number = "+1312555" + (1000 + text.length());

        heard(words(number, text));

        HttpResponse<String> answer = ask("/v2/messages", request("after stop").put("to", number));
        JsonNode error = json(answer).path("errors").path(0);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.path("code").asText()).isEqualTo("40300");
        assertThat(error.path("title").asText()).isEqualTo("Blocked due to STOP message");
        assertThat(error.path("source").path("pointer").asText()).isEqualTo("/to");
        assertThat(error.path("detail").asText()).contains("START").doesNotContain(number);
        assertThat(TelnyxSchema.errors("messaging_Error", error)).isEmpty();
        assertThat(telnyxApi.calls("after stop")).isEmpty();
    }

    @Test
    void moreWordsThanStopAreNoStop() {
        heard(words("+13125550202", "STOP 12345"));

        awaitState(send(request("not stopped").put("to", "+13125550202")), "accepted");
    }

    @Test
    void whatTelnyxTakesForStopIsStopWhateverItsText() {
        Events event = words("+13125550203", "BASTA");
        event.payload().put("autoresponse_type", "STOP");

        heard(event);

        assertThat(status("+13125550203")).isEqualTo(400);
        assertThat(optOuts("+13125550203").path(0).path("source").asText()).isEqualTo("autoresponse");
    }

    @Test
    void stopInAGroupCountsAndAGroupWithWhoeverSentItIsRefused() {
        Events event = words("+13125550204", "STOP");
        event.payload().put("group_message_id", "group").withArray("to").add("+13125550299");
        heard(event);
        ObjectNode group = request("to the group");
        group.putArray("to").add("+13125550298").add("+13125550204");

        HttpResponse<String> answer = ask("/v2/messages/group_mms", group);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("errors")).hasSize(1);
        assertThat(json(answer).at("/errors/0/source/pointer").asText()).isEqualTo("/to/1");
        assertThat(telnyxApi.calls("to the group")).isEmpty();
    }

    @Test
    void startLetsMessagesGoAgainAndALateStopDoesNotUndoIt() {
        heard(at(words("+13125550205", "STOP"), "2026-01-16T00:00:01Z"));
        assertThat(status("+13125550205")).isEqualTo(400);

        heard(at(words("+13125550205", "start"), "2026-01-16T00:00:03Z"));
        assertThat(status("+13125550205")).isEqualTo(200);

        heard(at(words("+13125550205", "stop"), "2026-01-16T00:00:02Z"));
        assertThat(status("+13125550205")).isEqualTo(200);
    }

    @Test
    void stopBetweenDoorAndCallPreventsTheCall() throws IOException {
        String slow = "+13125550777";
        awaitState(send(request("first").put("from", slow)), "accepted");
        String id = send(request("too late").put("from", slow).put("to", "+13125550206"), "Idempotency-Key", "late");
        heard(words("+13125550206", "STOP"));

        JsonNode message = awaitState(id, "rejected");

        assertThat(message.at("/mms_routes/code").asText()).isEqualTo("40300");
        assertThat(message.at("/errors/0/code").asText()).isEqualTo("40300");
        assertThat(message.at("/errors/0/title").asText()).isEqualTo("Blocked due to STOP message");
        assertThat(TelnyxSchema.errors("OutboundMessagePayload", message)).isEmpty();
        assertThat(telnyxApi.calls("too late")).isEmpty();
        assertThat(send(request("too late").put("from", slow).put("to", "+13125550206"), "Idempotency-Key", "late"))
                .as("A request that was taken keeps its answer.")
                .isEqualTo(id);
    }

    @Test
    void refusalForStopIsRememberedAndOneWithTheSameCodeIsNot() {
        telnyxApi.answer("stopped there", refusal("Blocked due to STOP message"));
        telnyxApi.answer("not on profile", refusal("Number is not on this profile"));

        awaitState(send(request("stopped there").put("to", "+13125550207")), "rejected");
        awaitState(send(request("not on profile").put("to", "+13125550208")), "rejected");

        assertThat(status("+13125550207")).isEqualTo(400);
        assertThat(optOuts("+13125550207").path(0).path("source").asText()).isEqualTo("telnyx");
        assertThat(status("+13125550208")).isEqualTo(200);
    }

    @Test
    void receiptThatTellsOfStopIsRemembered() {
        String id = send(request("receipt").put("to", "+13125550209"));
        awaitState(id, "accepted");
        Events receipt = Events.receipt("message.finalized", "+13125550209", "sending_failed", id);
        receipt.payload()
                .putArray("errors")
                .addObject()
                .put("code", "40300")
                .put("title", "Blocked")
                .put("detail", "The recipient has opted out.");

        telnyx.deliver(receipt.json());

        awaitState(id, "finalized");
        assertThat(status("+13125550209")).isEqualTo(400);
    }

    @Test
    void queuedRequestIsADeadLetterAndADroppedOneHasFailed() throws IOException {
        heard(words("+13125550210", "STOP"));
        Path outbox = dataDir.resolve("outbox");
        String request = request("other channels").put("to", "+13125550210").toString();

        template().sendBody("jms:queue:mms.send", request);
        Files.createDirectories(outbox);
        Files.writeString(outbox.resolve("stopped.json"), request);

        await().untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
            assertThat(letter.path("queue").asText()).isEqualTo("requests");
            assertThat(letter.path("reason").asText()).contains("START").doesNotContain("0210");
        }));
        await().untilAsserted(
                        () -> assertThat(outbox.resolve("failed/stopped.json")).exists());
        assertThat(outbox.resolve("failed/stopped.json.answer.json")).content().contains("40300");
        assertThat(telnyxApi.calls("other channels")).isEmpty();
    }

    @Test
    void opposedNumberIsErasedAndStaysOpposed() {
        heard(words("+13125550211", "STOP"));

        HttpResponse<String> erased =
                post(port, "/admin/erase", "{\"number\":\"+13125550211\"}", "authorization", "Bearer " + ADMIN_KEY);

        assertThat(erased.statusCode()).isEqualTo(200);
        assertThat(status("+13125550211")).isEqualTo(400);
    }

    private static Events words(String from, String text) {
        Events event = Events.received();
        event.payload().put("text", text).put("messaging_profile_id", PROFILE);
        event.payload().putObject("from").put("phone_number", from);
        event.payload().putArray("to").addObject().put("phone_number", FROM).put("status", "webhook_delivered");
        return event;
    }

    private static Events at(Events event, String time) {
        event.data().put("occurred_at", time);
        return event;
    }

    private static ResponseDefinitionBuilder refusal(String title) {
        return WireMock.aResponse().withStatus(403).withBody("""
                {"errors": [{"code": "40300", "title": "%s", "detail": "No."}]}""".formatted(title));
    }

    /** Posts it and waits until it is through. */
    private void heard(Events event) {
        double before = delivered();
        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered() > before);
    }

    private double delivered() {
        return metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\"");
    }

    private int status(String number) {
        return ask("/v2/messages", request("again").put("to", number)).statusCode();
    }

    private JsonNode optOuts(String number) {
        return json(get(port, "/admin/opt-outs?number=" + number, "authorization", "Bearer " + ADMIN_KEY))
                .path("optOuts");
    }
}
