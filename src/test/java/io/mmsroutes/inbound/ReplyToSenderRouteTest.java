package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyToSenderRouteTest extends SendingTestSupport {
    private static final String OWN = "+18885550001";
    private static final String LISTED = "+18885550009";
    private static final AtomicInteger SENDERS = new AtomicInteger(1000);

    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final byte[] picture = MediaHost.sample("picture.png");

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("mms.reply.mode", "echo");
        settings.put("mms.reply.max-per-hour", "3");
        settings.put("mms.own-numbers", LISTED + ", +18885550010");
        return settings;
    }

    @BeforeEach
    void hostMedia() {
        mediaHost.serve("/photo.jpg", photo).serve("/picture.png", picture);
    }

    @Test
    void senderGetsTheirMediaBackFromOurStore() throws Exception {
        String sender = newSender();
        receive(mms(sender).media(mediaHost.url("/photo.jpg")).media(mediaHost.url("/picture.png")));

        JsonNode reply = onlyReply(sender);
        assertThat(reply.path("from").asText()).isEqualTo(OWN);
        assertThat(reply.path("text").asText()).isEqualTo("Thanks! Received 2 attachment(s).");
        assertThat(reply.path("media_urls")).hasSize(2);
        assertThat(bytes(reply.path("media_urls").path(0).asText())).isEqualTo(photo);
        assertThat(bytes(reply.path("media_urls").path(1).asText())).isEqualTo(picture);
        assertThat(reply.has("mms_routes")).isFalse();
    }

    @Test
    void messageThatComesAgainIsNotAnsweredAgain() {
        String sender = newSender();
        Events event = mms(sender).media(mediaHost.url("/photo.jpg"));
        receive(event);
        onlyReply(sender);

        receive(Events.again(event));

        awaitOutcome("repeated");
        assertThat(replies(sender)).hasSize(1);
    }

    @Test
    void moreThanTelnyxTakesGoesAsTheTextAlone() {
        String sender = newSender();
        Events event = mms(sender);
        for (int i = 0; i < 11; i++) {
            event.media(mediaHost.url("/photo.jpg"));
        }
        receive(event);

        JsonNode reply = onlyReply(sender);
        assertThat(reply.path("text").asText()).isEqualTo("Thanks! Received 11 attachment(s).");
        assertThat(reply.has("media_urls")).isFalse();
    }

    @Test
    void tooManyBytesGoAsTheTextAlone() {
        mediaHost.serve("/large.jpg", java.util.Arrays.copyOf(photo, 1_000_001));
        String sender = newSender();
        receive(mms(sender).media(mediaHost.url("/large.jpg")));

        assertThat(onlyReply(sender).has("media_urls")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "stop ", "Stop All", "start", "HELP", "\nUnsubscribe"})
    void wordsThatTelnyxAnswersAreNotAnswered(String text) {
        String sender = newSender();
        double before = outcome("opt-out-keyword");
        Events event = mms(sender).media(mediaHost.url("/photo.jpg"));
        event.payload().put("text", text);
        receive(event);

        await().until(() -> outcome("opt-out-keyword") > before);
        assertThat(replies(sender)).isEmpty();
    }

    @Test
    void stopWithMoreWordsIsAnswered() {
        String sender = newSender();
        Events event = mms(sender).media(mediaHost.url("/photo.jpg"));
        event.payload().put("text", "STOP 12345");
        receive(event);

        assertThat(onlyReply(sender).path("text").asText()).startsWith("Thanks!");
    }

    @ParameterizedTest
    @CsvSource({"STOP, opt-out-keyword", "HELP, opt-out-keyword", "CUSTOM, autoresponse"})
    void whatTelnyxAnsweredIsNotAnswered(String autoresponse, String code) {
        String sender = newSender();
        double before = outcome(code);
        Events event = mms(sender).media(mediaHost.url("/photo.jpg"));
        event.payload().put("autoresponse_type", autoresponse);
        receive(event);

        await().until(() -> outcome(code) > before);
        assertThat(replies(sender)).isEmpty();
    }

    @Test
    void spamIsNotAnswered() {
        String sender = newSender();
        Events event = mms(sender).media(mediaHost.url("/photo.jpg"));
        event.payload().put("is_spam", true);
        receive(event);

        awaitOutcome("spam");
        assertThat(replies(sender)).isEmpty();
    }

    @Test
    void plainTextIsNotAnswered() {
        String sender = newSender();
        Events event = mms(sender);
        event.payload().put("type", "SMS");
        receive(event);

        awaitOutcome("no-mms");
        assertThat(replies(sender)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTED, "+18885550010", OWN})
    void ownNumbersAreNotAnswered(String ours) {
        receive(mms(newSender()).media(mediaHost.url("/photo.jpg"))); // OWN is seen in its to[]
        double before = outcome("own-number");
        receive(mms(ours).media(mediaHost.url("/photo.jpg")));

        await().until(() -> outcome("own-number") > before);
        assertThat(replies(ours)).isEmpty();
    }

    @Test
    void shortCodesAreNotAnswered() {
        receive(mms("78787").media(mediaHost.url("/photo.jpg")));

        awaitOutcome("sender-no-number");
        assertThat(replies("78787")).isEmpty();
    }

    @Test
    void repliesToOneSenderEndAtTheLimitAlsoWhenManyComeAtOnce() {
        String sender = newSender();
        double before = outcome("too-many");
        IntStream.range(0, 8).parallel().forEach(i -> receive(mms(sender).media(mediaHost.url("/photo.jpg"))));

        await().until(() -> outcome("too-many") >= before + 5);
        await().until(() -> replies(sender).size() == 3);
        assertThat(outcome("too-many")).isEqualTo(before + 5);
    }

    @Test
    void replyToAGroupGoesToItsSenderAlone() {
        String sender = newSender();
        Events event = mms(sender).media(mediaHost.url("/photo.jpg"));
        event.payload().putArray("cc").add("+13125550071").add(OWN);
        event.payload().put("group_message_id", "group");
        receive(event);

        assertThat(onlyReply(sender).path("to").asText()).isEqualTo(sender);
        assertThat(requests()).noneMatch(body -> body.path("to").isArray());
    }

    @Test
    void whoOptedOutIsNotAnswered() {
        String sender = newSender();
        Events stop = mms(sender);
        stop.payload().put("text", "STOP");
        receive(stop);
        manifest(sender, stop.messageId());
        receive(mms(sender).media(mediaHost.url("/photo.jpg")));

        awaitOutcome("40300");
        assertThat(replies(sender)).isEmpty();
    }

    @Test
    void replyGoesBeforeWhatWaitsInBulk() {
        String slow = "+13125550066";
        send(request("bulk 1").put("from", slow));
        send(request("bulk 2").put("from", slow));
        send(request("bulk 3").put("from", slow));
        String sender = newSender();
        Events event = mms(sender).media(mediaHost.url("/photo.jpg"));
        ((ObjectNode) event.payload().path("to").path(0)).put("phone_number", slow);
        receive(event);

        await().atMost(java.time.Duration.ofSeconds(25))
                .until(() -> !replies(sender).isEmpty());
        assertThat(telnyxApi.calls("bulk 3")).isEmpty();
    }

    private void receive(Events event) {
        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);
    }

    private static Events mms(String sender) {
        Events event = Events.received();
        event.payload().putObject("from").put("phone_number", sender);
        event.payload().putArray("to").addObject().put("phone_number", OWN);
        event.payload().put("text", "Look");
        return event;
    }

    private static String newSender() {
        return "+1312556" + SENDERS.incrementAndGet();
    }

    private double outcome(String code) {
        return metric("mms_replies_total{camelContext=\"mms-routes\",outcome=\"%s\"".formatted(code));
    }

    private void awaitOutcome(String code) {
        await().until(() -> outcome(code) > 0);
    }

    private JsonNode onlyReply(String sender) {
        await().until(() -> !replies(sender).isEmpty());
        assertThat(replies(sender)).hasSize(1);
        return replies(sender).get(0);
    }

    private List<JsonNode> replies(String sender) {
        return requests().stream()
                .filter(body -> body.path("to").toString().contains(sender))
                .toList();
    }

    private List<JsonNode> requests() {
        return telnyxApi.requests().stream().map(ReplyToSenderRouteTest::json).toList();
    }

    private static JsonNode json(LoggedRequest request) {
        try {
            return Json.MAPPER.readTree(request.getBody());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
                .body();
    }
}
