package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxSchema;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three channels: what comes in by any of them is one row of the database, and one call to Telnyx. */
class AcceptRequestRouteTest extends SendingTestSupport {

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.jms.url", broker());
        settings.put("mms.send.from", "jms:queue:mms.send");
        return settings;
    }

    @Test
    void requestIsAnsweredAsTelnyxAnswersOne() {
        HttpResponse<String> answer = ask("/v2/messages", request("answered"));

        JsonNode data = json(answer).path("data");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TelnyxSchema.errors("OutboundMessagePayload", data)).isEmpty();
        assertThat(UUID.fromString(data.path("id").asText())).isNotNull();
        assertThat(data.path("to").path(0).path("status").asText()).isEqualTo("queued");
        assertThat(message(data.path("id").asText()).path("id")).isEqualTo(data.path("id"));
    }

    @Test
    void withoutTheKeyNobodyIsHeard() {
        HttpResponse<String> without =
                post(port, "/v2/messages", request("intruder").toString());
        HttpResponse<String> wrong =
                post(port, "/v2/messages", request("intruder").toString(), "authorization", "Bearer guess");
        HttpResponse<String> reading = get(port, "/v2/messages/" + UUID.randomUUID());

        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(reading.statusCode()).isEqualTo(401);
        assertThat(json(wrong).path("errors").path(0).path("code").asText()).isEqualTo("10009");
    }

    @ParameterizedTest
    @CsvSource({
        "/long_code, +13125550001",
        "/short_code, 24470",
    })
    void kindsHaveDoorsOfTheirOwn(String path, String from) {
        HttpResponse<String> answer =
                ask("/v2/messages" + path, request("kind " + from).put("from", from));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(telnyxApi.requests()).anySatisfy(call -> {
            assertThat(call.getUrl()).isEqualTo("/v2/messages" + path);
            assertThat(call.getBodyAsString()).contains("kind " + from);
        }));
    }

    @Test
    void groupGoesToTheGroupEndpoint() {
        ObjectNode request = request("all of you");
        request.putArray("to").add("+17735550002").add("+17735550003");

        JsonNode data = json(ask("/v2/messages/group_mms", request)).path("data");

        assertThat(data.path("to")).hasSize(2);
        await().untilAsserted(() -> assertThat(telnyxApi.requests())
                .anySatisfy(call -> assertThat(call.getUrl()).isEqualTo("/v2/messages/group_mms")));
    }

    @Test
    void whatIsWrongIsToldInTelnyxsWordsAndNothingIsCut() {
        ObjectNode request = request("eleven");
        for (int i = 0; i < 11; i++) {
            request.withArray("media_urls").add("https://example.com/%d.jpg".formatted(i));
        }

        HttpResponse<String> answer = ask("/v2/messages", request);

        JsonNode error = json(answer).path("errors").path(0);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.path("code").asText()).isEqualTo("40317");
        assertThat(error.path("source").path("pointer").asText()).isEqualTo("/media_urls");
        assertThat(TelnyxSchema.errors("messaging_Error", error)).isEmpty();
        assertThat(telnyxApi.calls("eleven")).isEmpty();
    }

    @Test
    void formIsNoRequestAndIsNotWorthRepeating() {
        HttpResponse<String> answer = post(
                port,
                "/v2/messages",
                request("form").toString(),
                "authorization",
                "Bearer " + API_KEY,
                "content-type",
                "application/x-www-form-urlencoded");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(json(answer).path("errors").path(0).path("code").asText()).isEqualTo("10029");
    }

    @Test
    void sameKeySameAnswerAndOneCall() {
        HttpResponse<String> first = ask("/v2/messages", request("once"), "Idempotency-Key", "order-1042");
        awaitState(json(first).path("data").path("id").asText(), "accepted");
        HttpResponse<String> second = ask("/v2/messages", request("once"), "Idempotency-Key", "order-1042");
        HttpResponse<String> other = ask("/v2/messages", request("twice"), "Idempotency-Key", "order-1042");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(telnyxApi.calls("once")).hasSize(1);
    }

    @Test
    void whatWeDoNotUseOurselvesPassesThrough() {
        ObjectNode request = picture("untouched")
                .put("subject", "Hello")
                .put("smil_template", "<smil/>")
                .put("auto_detect", true)
                .put("brand_new", 1)
                .put("webhook_url", "https://shop.example.com/hook");

        String id = send(request);

        await().untilAsserted(() -> assertThat(telnyxApi.calls("untouched")).hasSize(1));
        JsonNode call = telnyxApi.calls("untouched").get(0);
        assertThat(call.path("subject").asText()).isEqualTo("Hello");
        assertThat(call.path("smil_template").asText()).isEqualTo("<smil/>");
        assertThat(call.path("auto_detect").asBoolean()).isTrue();
        assertThat(call.path("brand_new").asInt()).isEqualTo(1);
        assertThat(call.path("webhook_url").asText())
                .isEqualTo("http://127.0.0.1:%d/webhooks?ref=%s".formatted(port, id));
        assertThat(message(id).path("webhook_url").asText()).isEqualTo("https://shop.example.com/hook");
    }

    @Test
    void unknownMessageIsNotFound() {
        HttpResponse<String> answer =
                get(port, "/v2/messages/" + UUID.randomUUID(), "authorization", "Bearer " + API_KEY);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).path("errors").path(0).path("code").asText()).isEqualTo("10005");
    }

    @Test
    void queuedRequestIsSent() {
        template().sendBody("jms:queue:mms.send", request("by queue").toString());

        await().untilAsserted(() -> assertThat(telnyxApi.calls("by queue")).hasSize(1));
    }

    @Test
    void producerThatRepeatsItsOwnSendIsOneMessageByItsKey() {
        String request = request("repeated by queue").toString();

        template().sendBodyAndHeader("jms:queue:mms.send", request, "mmsIdempotencyKey", "order-4711");
        template().sendBodyAndHeader("jms:queue:mms.send", request, "mmsIdempotencyKey", "order-4711");
        template()
                .sendBodyAndHeader("jms:queue:mms.send", request("behind them").toString(), "mmsIdempotencyKey", "b");

        await().untilAsserted(() -> assertThat(telnyxApi.calls("behind them")).hasSize(1));
        await().during(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(telnyxApi.calls("repeated by queue")).hasSize(1));
    }

    @Test
    void producerWhoseProgramHadNoKeyIsADeadLetter() {
        template()
                .sendBodyAndHeader(
                        "jms:queue:mms.send", request("keyless").toString(), "mmsIdempotencyKey", "undefined");

        await().untilAsserted(() -> assertThat(deadLetters().path("letters"))
                .anySatisfy(letter -> assertThat(letter.path("reason").asText())
                        .contains("mmsIdempotencyKey is the word for a value")));
        assertThat(telnyxApi.calls("keyless")).isEmpty();
    }

    @Test
    void queuedRequestThatNobodyCanSendIsADeadLetterWithTheReason() {
        template()
                .sendBody(
                        "jms:queue:mms.send",
                        request("dead").put("to", "nobody").toString());

        await().untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
            assertThat(letter.path("queue").asText()).isEqualTo("requests");
            assertThat(letter.path("code").asText()).isEqualTo("request-refused");
        }));
    }

    @Test
    void droppedFileIsSentAndLiesInDoneWithTheAnswer() throws IOException {
        Path outbox = dataDir.resolve("outbox");
        drop(outbox, "hello.json", request("by file"));

        await().untilAsserted(
                        () -> assertThat(outbox.resolve("done/hello.json")).exists());
        JsonNode answer = io.mmsroutes.text.Json.MAPPER.readTree(
                outbox.resolve("done/hello.json.answer.json").toFile());
        awaitState(answer.path("data").path("id").asText(), "accepted");
        assertThat(outbox.resolve("hello.json")).doesNotExist();

        drop(outbox, "again.json", request("by file"));
        await().untilAsserted(
                        () -> assertThat(outbox.resolve("done/again.json")).exists());
        assertThat(telnyxApi.calls("by file")).hasSize(1);
    }

    @Test
    void droppedFileThatNobodyCanSendLiesInFailedWithTheReasons() throws IOException {
        Path outbox = dataDir.resolve("outbox");
        drop(outbox, "bad.json", request("bad").put("to", "nobody"));

        await().untilAsserted(
                        () -> assertThat(outbox.resolve("failed/bad.json")).exists());
        assertThat(outbox.resolve("failed/bad.json.answer.json")).content().contains("40310");
        assertThat(outbox.resolve("bad.json")).doesNotExist();
    }

    private static void drop(Path outbox, String name, JsonNode request) throws IOException {
        Files.createDirectories(outbox);
        Files.writeString(outbox.resolve(name), request.toString());
    }
}
