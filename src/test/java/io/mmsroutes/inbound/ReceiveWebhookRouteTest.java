package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiveWebhookRouteTest extends GatewayTestSupport {

    @Test
    void aMessageIsAcceptedAndItsFilesAreCounted() {
        HttpResponse<String> answer = telnyx.post(Events.received()
                .media(mediaHost.url("/a"))
                .media(mediaHost.url("/b"))
                .json());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"accepted\",\"files\":2}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValueAsLong("Content-Length"))
                .hasValue(answer.body().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"message.sent", "message.finalized"})
    void aReceiptIsAccepted(String type) {
        HttpResponse<String> answer = telnyx.post(Events.of(type).json());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"accepted\"}");
    }

    @Test
    void anEventThatIsNoneOfOursIsIgnored() {
        HttpResponse<String> answer = telnyx.deliver(
                Events.of("messaging-profile.spend-limit-reached").json());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ignored\"}");
    }

    @Test
    void aDuplicateGetsTheAnswerOfTheFirstAndIsDropped() {
        String event = Events.received().media(mediaHost.url("/none")).json();
        double before = metric("mms_webhooks_total{camelContext=\"mms-routes\",outcome=\"duplicate\"}");
        HttpResponse<String> first = telnyx.post(event);

        HttpResponse<String> second = telnyx.post(event);

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(metric("mms_webhooks_total{camelContext=\"mms-routes\",outcome=\"duplicate\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    void aForgedSignatureIsRefusedAndKeptNowhere() {
        Events event = Events.received();
        byte[] body = event.json().getBytes(StandardCharsets.UTF_8);
        int dead = deadLetters().path("count").asInt();

        HttpResponse<String> answer = telnyx.send(telnyx.signed(body, Instant.now())
                .setHeader("telnyx-signature-ed25519", telnyx.sign("1", "other".getBytes(StandardCharsets.UTF_8))));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("code").asText()).isEqualTo("signature-forged");
        assertThat(deadLetters().path("count").asInt()).isEqualTo(dead);
        assertThat(folder(Events.SENDER, event.messageId())).doesNotExist();
    }

    @Test
    void aTamperedBodyIsRefused() {
        byte[] body = Events.received().json().getBytes(StandardCharsets.UTF_8);
        byte[] tampered =
                new String(body, StandardCharsets.UTF_8).replace("MMS", "SMS").getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer =
                telnyx.send(telnyx.signed(body, Instant.now()).POST(BodyPublishers.ofByteArray(tampered)));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void aStaleTimestampIsRefusedInBothDirections(long seconds) {
        byte[] body = Events.received().json().getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer =
                telnyx.send(telnyx.signed(body, Instant.now().plusSeconds(seconds + 5L * Long.signum(seconds))));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("code").asText()).isEqualTo("signature-stale");
    }

    @Test
    void anUnsignedRequestIsRefused() {
        HttpResponse<String> answer = post(port, "/webhooks", Events.received().json());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("code").asText()).isEqualTo("signature-missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[1,2", "null", "[]", "{\"data\":{\"event_type\":\"message.received\",\"payload\":7}}", "{}"})
    void signedButUnreadableGoesToTheDeadLettersAndIsAccepted(String body) {
        String unique = body + " ".repeat((int) (System.nanoTime() % 1000));
        int before = deadLetters().path("count").asInt();

        HttpResponse<String> answer = telnyx.post(unique);

        assertThat(answer.statusCode()).isEqualTo(200);
        await().until(() -> deadLetters().path("count").asInt() == before + 1);
        assertThat(deadLetters().toString()).contains("event-unreadable");
    }

    @Test
    void repeatOfAnUnreadableEventIsKnownByItsIdAndAReadableOneWithTheSameIdIsNotLost() {
        Events event = Events.received();
        Events unreadable = Events.received();
        unreadable.data().put("id", event.data().path("id").asText()).remove("payload");
        int before = deadLetters().path("count").asInt();

        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(telnyx.deliver(unreadable.attempt(attempt).json()).statusCode())
                    .isEqualTo(200);
        }
        telnyx.deliver(event.json());

        manifest(event.messageId());
        await().untilAsserted(
                        () -> assertThat(deadLetters().path("count").asInt()).isEqualTo(before + 1));
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() {
        assertThat(telnyx.post(" ".repeat(1_048_577)).statusCode()).isEqualTo(413);
    }

    @Test
    void aBodyOverTheLimitIsTooLargeEvenWhenItsLengthIsNotSaid() {
        byte[] body = new byte[1_200_000];

        HttpResponse<String> answer = telnyx.send(telnyx.signed(body, Instant.now())
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void whatIsNotJsonIsUnsupported(String type) {
        byte[] body = Events.received().json().getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer =
                telnyx.send(telnyx.signed(body, Instant.now()).setHeader("content-type", type));

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-16",
                "application/json; charset=bogus",
                "application/json;charset=UTF-8"
            })
    void aCharsetThatAStrangerNamesDoesNotTouchTheSignedBytes(String type) {
        Events event = Events.received();
        byte[] body = event.json().getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer =
                telnyx.send(telnyx.signed(body, Instant.now()).setHeader("content-type", type));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(manifest(event.messageId()).path("text").asText()).isEqualTo("Here it is é");
    }

    @Test
    void otherMethodsAreNotAllowed() {
        assertThat(get(port, "/webhooks").statusCode()).isEqualTo(405);
    }

    @Test
    void requestHeadersAreNotEchoed() {
        HttpResponse<String> accepted = telnyx.post(Events.received().json());
        HttpResponse<String> refused = post(port, "/webhooks", "{}", "telnyx-timestamp", "1", "x-probe", "echo");

        assertThat(accepted.headers().map()).doesNotContainKeys("telnyx-timestamp", "user-agent", "mmskeyfingerprint");
        assertThat(refused.headers().map()).doesNotContainKeys("telnyx-timestamp", "x-probe");
    }

    @Test
    void aReceiptLeavesNoDeadLetter() {
        int before = deadLetters().path("count").asInt();

        telnyx.deliver(Events.of("message.sent").json());

        await().during(java.time.Duration.ofMillis(500))
                .until(() -> deadLetters().path("count").asInt() == before);
    }
}
