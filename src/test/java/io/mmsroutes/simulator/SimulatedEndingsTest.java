package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.TelnyxSchema;
import io.mmsroutes.support.WebhookSink;
import io.mmsroutes.support.WebhookSink.Delivery;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the simulated Telnyx answers, ends and repeats: as the real one does, so far as that is published. */
@Tag("one-camel")
class SimulatedEndingsTest extends GatewayTestSupport {
    private static final String API = "/simulator/v2";
    private static final String FROM = "+13125550001";
    private static final String TO = "+13125550502";
    private static final String PROFILE = "4001742b-90be-405d-b1b5-40a434f0ffec";

    private final WebhookSink sink = new WebhookSink();
    private final WebhookSink failover = new WebhookSink();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of("telnyx.mode", "simulator"));
        Stream.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @AfterEach
    void accountAsNew() {
        account("{}");
    }

    @AfterAll
    void closeSinks() {
        sink.close();
        failover.close();
    }

    // --- The phone decides

    @ParameterizedTest
    @CsvSource({
        "/401,  42203, http-401",
        "/404,  42203, http-404",
        "/html, 40317, text/html",
        "/said, 40317, text/html",
        "/heic, 40317, image/heic",
        "/big,  40317, 1 MB"
    })
    void whatTelnyxCannotFetchOrNoPhoneShowsIsNotSent(String path, String code, String detail) {
        byte[] page = "<!DOCTYPE html><html><body>Please sign in</body></html>".getBytes(UTF_8);
        mediaHost.status("/401", 401).status("/404", 404);
        serve("/html", "text/html", page);
        serve("/said", "image/jpeg", page);
        serve("/heic", "image/heic", MediaHost.sample("photo.heic"));
        serve("/big", "image/jpeg", new byte[1_000_000]);

        JsonNode message = ended(mms(FROM, TO, mediaHost.url(path)));

        assertThat(message.at("/to/0/status").asText()).isEqualTo("sending_failed");
        assertThat(message.at("/errors/0/code").asText()).isEqualTo(code);
        assertThat(message.at("/errors/0/detail").asText()).contains(detail);
    }

    @Test
    void aTollFreeNumberHasTheLimitOfTheNarrowestCarrierUnlessMediaAreTranscoded() {
        serve("/wide", "image/jpeg", new byte[700_000]);

        assertThat(code(ended(mms("+18885550001", TO, mediaHost.url("/wide"))))).isEqualTo("40008");
        assertThat(ended(mms(FROM, TO, mediaHost.url("/wide"))).path("errors")).isEmpty();
        profile("{\"mms_transcoding\":true}");
        assertThat(ended(mms("+18885550001", TO, mediaHost.url("/wide"))).path("errors"))
                .isEmpty();
    }

    @Test
    void whereTheProfileFallsBackTheTextAndTheLinksAreSent() {
        profile("{\"mms_fall_back_to_sms\":true}");
        mediaHost.status("/gone", 404);
        String url = mediaHost.url("/gone");

        JsonNode message = ended(mms(FROM, "+13125550503", url));

        assertThat(message.path("type").asText()).isEqualTo("SMS");
        assertThat(message.at("/to/0/status").asText()).isEqualTo("delivered");
        JsonNode received = json(get(port, "/simulator/phone?to=+13125550503")).path(0);
        assertThat(received.path("text").asText()).isEqualTo("Look\n" + url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "40010                | sending_failed       | 40010",
                "40008                | delivery_failed      | 40008",
                "40001,sending_failed | sending_failed       | 40001",
                "delivery_unconfirmed | delivery_unconfirmed | ''",
                "expired              | expired              | ''"
            })
    void anyEndingCanBeOrdered(String order, String status, String code) {
        JsonNode message = ended(sms(FROM, TO, "[ends:%s]".formatted(order)));

        assertThat(message.at("/to/0/status").asText()).isEqualTo(status);
        assertThat(message.at("/errors/0/code").asText()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"'code=40305,400', 400, 40305", "code=40333, 400, 40333", "'code=20012,403', 403, 20012"})
    void anyErrorCanBeOrderedByItsCode(String order, int status, String code) {
        HttpResponse<String> answer = send("", sms(FROM, TO, "[fault:%s]".formatted(order)));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).at("/errors/0/code").asText()).isEqualTo(code);
    }

    // --- The account

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'from':'+13125550001','to':'+447700900123','text':'a','media_urls':['http://a/b']} | 40301 | /to",
                "{'from':'+447700900123','to':'+13125550002','text':'a','media_urls':['http://a/b']} | 40308 | /from",
                "{'from':'+13125550001','to':'+447700900123','text':'a'} | 40309 | /to",
                "{'from':'+13125550001','to':'+13125550002','text':'\uD83D\uDE00','encoding':'gsm7'} | 10015 | /text",
                "{'from':'+13125550001','to':'+13125550002','text':'a','messaging_profile_id':'11111111-2222-3333-4444-555555555555'} | 40305 | /from",
                "{'to':'+13125550002','text':'a','messaging_profile_id':'11111111-2222-3333-4444-555555555555'} | 10017 | /messaging_profile_id",
                "{'from':'+13125550001','to':'+13125550002','text':'a','messaging_profile_id':'mine'} | 10006 | /messaging_profile_id",
                "{'from':'+13125550001','to':'+13125550002','text':'a','send_at':'2020-01-01T00:00:00Z'} | 10015 | /send_at",
                "{'from':'+13125550001','to':'+13125550002','text':'a','send_at':'2999-01-01T00:00:00Z'} | 10015 | /send_at"
            })
    void whatTheAccountMayNotIsRefused(String request, String code, String pointer) {
        HttpResponse<String> answer = send("", request.replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/errors/0/code").asText()).isEqualTo(code);
        assertThat(json(answer).at("/errors/0/source/pointer").asText()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"enabled\":false}                       | 40312",
                "{\"whitelisted_destinations\":[]}         | 40331",
                "{\"whitelisted_destinations\":[\"GB\"]}   | 40309"
            })
    void theProfileSaysWhatMayBeSent(String change, String code) {
        profile(change);

        assertThat(json(send("", sms(FROM, TO, "a"))).at("/errors/0/code").asText())
                .isEqualTo(code);
    }

    @Test
    void numbersThatAreListedAreTheOnlyOnes() {
        account("{\"numbers\":[{\"phone_number\":\"+13125550701\",\"mms\":false},"
                + "{\"phone_number\":\"+13125550702\",\"on_profile\":false}]}");

        assertThat(json(send("", mms("+13125550701", TO, "http://a/b")))
                        .at("/errors/0/code")
                        .asText())
                .isEqualTo("40308");
        assertThat(json(send("", sms("+13125550702", TO, "a")))
                        .at("/errors/0/code")
                        .asText())
                .isEqualTo("40305");
        assertThat(json(send("", sms("+13125550703", TO, "a")))
                        .at("/errors/0/code")
                        .asText())
                .isEqualTo("40305");
        JsonNode pool = json(send(
                "/number_pool",
                "{\"messaging_profile_id\":\"%s\",\"to\":\"%s\",\"text\":\"a\"}".formatted(PROFILE, TO)));
        assertThat(pool.at("/data/from/phone_number").asText()).isEqualTo("+13125550701");
        JsonNode listed = json(ask("/phone_numbers/messaging?filter%5Bphone_number%5D=%2B13125550701"));
        assertThat(listed.at("/data/0/features/mms").isNull()).isTrue();
        assertThat(TelnyxSchema.errors("PhoneNumberWithMessagingSettings", listed.at("/data/0")))
                .isEmpty();
    }

    @Test
    void theProfileIsShownAndChangedAsTelnyxDoes() {
        assertThat(json(profile("{\"mms_transcoding\":true}"))
                        .at("/data/mms_transcoding")
                        .asBoolean())
                .isTrue();

        JsonNode listed = json(ask("/messaging_profiles"));

        assertThat(listed.at("/data/0/mms_transcoding").asBoolean()).isTrue();
        assertThat(listed.at("/data/0/webhook_url").asText()).isEqualTo("http://127.0.0.1:%d/webhooks".formatted(port));
        assertThat(TelnyxSchema.errors("MessagingProfile", listed.at("/data/0")))
                .isEmpty();
        assertThat(ask("/messaging_profiles/other").statusCode()).isEqualTo(404);
        assertThat(json(ask("/messaging_profiles/%s/phone_numbers".formatted(PROFILE)))
                        .path("data"))
                .isNotEmpty();
    }

    @Test
    void stopBlocksUntilStart() {
        String phone = "+13125550601";
        String id = order("{\"from\":\"%s\",\"text\":\" stop \",\"media\":[],\"webhook\":\"%s\"}"
                .formatted(phone, sink.url("/in")));

        assertThat(deliveries(sink, id, 1)
                        .get(0)
                        .payload()
                        .path("autoresponse_type")
                        .asText())
                .isEqualTo("STOP");
        assertThat(json(send("", sms(FROM, phone, "a"))).at("/errors/0/code").asText())
                .isEqualTo("40300");
        assertThat(json(ask("/messaging_optouts")).at("/data/0/to").asText()).isEqualTo(phone);
        assertThat(json(get(port, "/simulator/phone?to=" + phone)).at("/0/text").asText())
                .contains("START");

        order("{\"from\":\"%s\",\"text\":\"Start\",\"media\":[]}".formatted(phone));

        assertThat(send("", sms(FROM, phone, "a")).statusCode()).isEqualTo(200);
    }

    @Test
    void aBurstFillsTheQueueAndTooManyRequestsAreToldByHeaders() {
        account("{\"queue_size\":3,\"requests_per_second\":500}");
        List<HttpResponse<String>> answers = IntStream.range(0, 6)
                .mapToObj(i -> send("", sms("+13125550801", TO, "a")))
                .toList();

        assertThat(answers).extracting(HttpResponse::statusCode).contains(200, 400);
        assertThat(answers.stream()
                        .map(answer -> json(answer).at("/errors/0/code").asText()))
                .contains("40318");
        assertThat(answers.get(0).headers().firstValue("x-ratelimit-limit")).hasValue("500");
        assertThat(answers.get(0)
                        .headers()
                        .firstValueAsLong("x-ratelimit-remaining")
                        .orElse(-1))
                .isBetween(0L, 499L);
        account("{\"requests_per_second\":1}");
        List<HttpResponse<String>> fast =
                IntStream.range(0, 10).mapToObj(i -> ask("/messaging_profiles")).toList();
        assertThat(fast).anySatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(json(answer).at("/errors/0/code").asText()).isEqualTo("10011");
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
        });
    }

    @Test
    void ofMembersWhoAreNotTelnyxsOwnNothingIsHeard() {
        JsonNode sent = json(send(
                "/group_mms",
                "{\"from\":\"%s\",\"to\":[\"+13125550504\",\"+17735550002\"],\"text\":\"all\"}".formatted(FROM)));
        String id = sent.at("/data/id").asText();

        assertThat(sent.at("/data/group_message_id").asText()).isEqualTo(id);
        await().atMost(Duration.ofSeconds(60)).until(() -> message(id).hasNonNull("completed_at"));
        assertThat(message(id).path("to").findValuesAsText("status")).containsExactly("unknown", "delivered");
        assertThat(json(ask("/messages/group/" + id)).at("/data/0/id").asText()).isEqualTo(id);
        assertThat(ask("/messages/group/none").statusCode()).isEqualTo(404);
    }

    // --- Scheduled

    @Test
    void aScheduledMessageIsCancelledByTelnyxsBareBodies() {
        String sendAt = Instant.now().plus(Duration.ofHours(2)).toString();
        String request =
                "{\"from\":\"%s\",\"to\":\"%s\",\"text\":\"a\",\"send_at\":\"%s\"}".formatted(FROM, TO, sendAt);
        JsonNode sent = json(send("/schedule", request)).path("data");
        String id = sent.path("id").asText();

        HttpResponse<String> cancelled = delete("/messages/" + id);

        assertThat(sent.at("/to/0/status").asText()).isEqualTo("scheduled");
        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(TelnyxSchema.errors("OutboundMessagePayloadCancelled", json(cancelled)))
                .isEmpty();
        assertThat(json(cancelled).at("/to/0/status").asText()).isEqualTo("cancelled");
        assertThat(message(id).at("/to/0/status").asText()).isEqualTo("cancelled");
        for (String other :
                List.of(id, json(send("", sms(FROM, TO, "a"))).at("/data/id").asText())) {
            assertThat(delete("/messages/" + other).statusCode()).isEqualTo(403);
            assertThat(json(delete("/messages/" + other)).path("code").asText()).isEqualTo("10010");
        }
        HttpResponse<String> none = delete("/messages/11111111-2222-3333-4444-555555555555");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(TelnyxSchema.errors("messaging_Error", json(none))).isEmpty();
        assertThat(json(none).path("code").asText()).isEqualTo("10005");
    }

    // --- Requests that are for nothing

    @ParameterizedTest
    @CsvSource({
        "GET,    /nothing,                 404, 10005",
        "POST,   /messages/whatsapp,       404, 10005",
        "GET,    /messages/a/b/c,          404, 10005",
        "PUT,    /messages,                405, 10030",
        "GET,    /messages,                405, 10030",
        "DELETE, /detail_records,          405, 10030"
    })
    void whatIsNotThereIsRefusedInTelnyxsShape(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> answer = request(method, path, "application/json", "{}");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).at("/errors/0/code").asText()).isEqualTo(code);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        assertThat(answer.headers().firstValue("allow").isPresent()).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml"})
    void anotherContentTypeIs415(String type) throws Exception {
        HttpResponse<String> answer = request("POST", "/messages", type, sms(FROM, TO, "a"));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(json(answer).at("/errors/0/code").asText()).isEqualTo("10029");
    }

    @Test
    void aBodyBeyondTheLimitIs413InTelnyxsShape() throws Exception {
        HttpResponse<String> answer = request("POST", "/messages", "application/json", " ".repeat(2_000_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(json(answer).at("/errors/0/code").asText()).isNotEmpty();
    }

    // --- Webhooks

    @Test
    void aReceiverThatFailsThreeTimesGivesWayToTheFailoverUrl() {
        sink.answer(500, 302, 404);
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("from", FROM)
                .put("to", TO)
                .put("text", "[fault:none] [ends:40008,sending_failed]")
                .put("webhook_url", sink.url("/first"))
                .put("webhook_failover_url", failover.url("/second"));

        String id = json(send("", request.toString())).at("/data/id").asText();

        List<Delivery> second = deliveries(failover, id, 1);
        assertThat(deliveries(sink, id, 3))
                .extracting(delivery -> delivery.event().at("/meta/attempt").asInt())
                .containsExactly(1, 2, 3);
        assertThat(second.get(0).event().at("/meta/attempt").asInt()).isEqualTo(1);
        assertThat(second.get(0).event().at("/meta/delivered_to").asText()).isEqualTo(failover.url("/second"));
        assertThat(second.get(0).event().path("data"))
                .isEqualTo(sink.about(id).get(0).event().path("data"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ask("/webhook_deliveries").body().contains(id));
        JsonNode delivery = json(ask("/webhook_deliveries?filter%5Bstatus%5D%5Beq%5D=delivered"))
                .path("data");
        assertThat(delivery.findValuesAsText("id")).isNotEmpty();
        assertThat(TelnyxSchema.errors("webhook_delivery", delivery.path(0))).isEmpty();
    }

    @Test
    void aReceiverThatHangsGetsItAgain() {
        CountDownLatch release = new CountDownLatch(1);
        List<String> attempts = new CopyOnWriteArrayList<>();
        mediaHost.on("/hangs", exchange -> {
            attempts.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            if (attempts.size() == 1) {
                try {
                    boolean unused = release.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            MediaHost.answer(exchange, 200, new byte[0]);
        });

        String answer = post(
                        port, "/simulator/mms", "{\"media\":[],\"webhook\":\"%s\"}".formatted(mediaHost.url("/hangs")))
                .body();
        await().atMost(Duration.ofSeconds(60)).until(() -> attempts.size() == 2);
        release.countDown();

        assertThat(answer).contains("\"webhook\":[0]");
        assertThat(attempts.get(1)).contains("\"attempt\":2");
    }

    @Test
    void any2xxIsSuccess() {
        sink.answer(204, 202);
        String id = json(send(
                        "", sms(FROM, TO, "a").replace("{", "{\"webhook_url\":\"%s\",".formatted(sink.url("/2xx")))))
                .at("/data/id")
                .asText();
        deliveries(sink, id, 2);
        String later = json(send(
                        "",
                        sms(FROM, TO, "[ends:40008,sending_failed]")
                                .replace("{", "{\"webhook_url\":\"%s\",".formatted(sink.url("/later")))))
                .at("/data/id")
                .asText();
        sink.answer(500);

        deliveries(sink, later, 1);

        assertThat(sink.about(id)).hasSize(2);
    }

    @Test
    void whoWantsNoWebhooksGetsNone() {
        long before = json(ask("/webhook_deliveries")).at("/meta/total_results").asLong();
        String id = json(send("", sms(FROM, TO, "a").replace("{", "{\"use_profile_webhooks\":false,")))
                .at("/data/id")
                .asText();
        String later = json(send("", sms(FROM, TO, "a"))).at("/data/id").asText();

        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        ask("/webhook_deliveries?page%5Bsize%5D=250").body().contains(later));

        assertThat(ask("/webhook_deliveries?page%5Bsize%5D=250").body()).doesNotContain(id);
        assertThat(before).isNotNegative();
        assertThat(message(id).path("webhook_url").isNull()).isTrue();
    }

    @Test
    void whatComesInGoesToAnyUrlAndIsRepeated() {
        sink.answer(503);
        String id = order(
                "{\"media\":[],\"text\":\"for another\",\"cc\":[\"+13125550505\",\"+13125550506\"],\"webhook\":\"%s\"}"
                        .formatted(sink.url("/other")));

        List<Delivery> deliveries = deliveries(sink, id, 2);

        assertThat(deliveries.get(0).payload().path("cc").toString()).isEqualTo("[\"+13125550505\",\"+13125550506\"]");
        assertThat(deliveries.get(0).payload().path("type").asText()).isEqualTo("MMS");
        assertThat(deliveries.get(0).payload().path("group_message_id").asText())
                .isNotEmpty();
        assertThat(deliveries.get(1).event().at("/meta/attempt").asInt()).isEqualTo(2);
    }

    @Test
    void aReceiverThatIsNotThereIsTold() {
        JsonNode answer = json(post(port, "/simulator/mms", "{\"media\":[],\"webhook\":\"http://127.0.0.1:1/none\"}"));

        assertThat(answer.path("webhook").toString()).isEqualTo("[0]");
    }

    @Test
    void theKeyIsTheRawOneThatSdksTake() {
        String key = json(get(port, "/simulator/keys")).path("public_key").asText();

        assertThat(Base64.getDecoder().decode(key)).hasSize(32);
    }

    private void serve(String path, String type, byte[] bytes) {
        mediaHost.on(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            MediaHost.answer(exchange, 200, bytes);
        });
    }

    private void account(String order) {
        assertThat(post(port, "/simulator/account", order).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> profile(String change) {
        try {
            HttpResponse<String> answer =
                    request("PATCH", "/messaging_profiles/" + PROFILE, "application/json", change);
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> request(String method, String path, String type, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s%s".formatted(port, API, path)))
                        .headers("content-type", type, "authorization", key())
                        .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> delete(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s%s".formatted(port, API, path)))
                            .header("authorization", key())
                            .DELETE()
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String order(String order) {
        return json(post(port, "/simulator/mms", order)).path("messageId").asText();
    }

    private HttpResponse<String> send(String path, String request) {
        return post(port, API + "/messages" + path, request, "authorization", key());
    }

    private HttpResponse<String> ask(String path) {
        return get(port, API + path, "authorization", key());
    }

    private String key() {
        return "Bearer " + json(get(port, "/simulator/keys")).path("api_key").asText();
    }

    private JsonNode message(String id) {
        return json(ask("/messages/" + id)).path("data");
    }

    private JsonNode ended(String request) {
        HttpResponse<String> answer = send("", request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String id = json(answer).at("/data/id").asText();
        await().atMost(Duration.ofSeconds(60)).until(() -> message(id).hasNonNull("completed_at"));
        return message(id);
    }

    private static String code(JsonNode message) {
        return message.at("/errors/0/code").asText();
    }

    private static List<Delivery> deliveries(WebhookSink sink, String id, int howMany) {
        await().atMost(Duration.ofSeconds(60)).until(() -> sink.about(id).size() >= howMany);
        return sink.about(id);
    }

    private static String sms(String from, String to, String text) {
        return "{\"from\":\"%s\",\"to\":\"%s\",\"text\":\"%s\"}".formatted(from, to, text);
    }

    private static String mms(String from, String to, String url) {
        return "{\"from\":\"%s\",\"to\":\"%s\",\"text\":\"Look\",\"media_urls\":[\"%s\"]}".formatted(from, to, url);
    }
}
