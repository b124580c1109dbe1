package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.SignedHeaders;
import io.mmsroutes.support.TelnyxSchema;
import io.mmsroutes.support.WebhookSink;
import io.mmsroutes.support.WebhookSink.Delivery;
import io.mmsroutes.telnyx.TelnyxPublicKey;
import io.mmsroutes.telnyx.WebhookSignature;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated messages API, inside the whole gateway, as it runs in a checkout. */
@Tag("one-camel")
class SimulatedMessagesTest extends GatewayTestSupport {
    private static final String API = "/simulator/v2/messages";
    private static final String FROM = "+13125550001";
    private static final String TO = "+13125550002";
    private static final String RECEIPTS = "mms_receipts_total{camelContext=\"mms-routes\",event=\"message.%s\"";

    private final WebhookSink sink = new WebhookSink();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings =
                new HashMap<>(Map.of("telnyx.mode", "simulator", "mms.http.request-timeout", "30000"));
        Stream.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @AfterEach
    void endFaults() {
        order("{}");
    }

    @AfterAll
    void closeSink() {
        sink.close();
    }

    // --- Taking and refusing

    @Test
    void aMessageIsAnsweredAsTelnyxDoes() {
        String request = mms(TO, "Olá");

        HttpResponse<String> answer = send("", request);

        JsonNode message = json(answer).path("data");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TelnyxSchema.errors("OutboundMessagePayload", message)).isEmpty();
        assertThat(message.path("type").asText()).isEqualTo("MMS");
        assertThat(message.at("/from/phone_number").asText()).isEqualTo(FROM);
        assertThat(message.at("/to/0/phone_number").asText()).isEqualTo(TO);
        assertThat(message.at("/to/0/status").asText()).isEqualTo("queued");
        assertThat(message.at("/media/0/url").asText()).isEqualTo(picture());
        assertThat(message.path("text").asText()).isEqualTo("Olá");
    }

    @Test
    void anAcceptedRequestIsListedOnceAndAsItCame() {
        String text = UUID.randomUUID().toString();
        String request =
                "{ \"text\":\"%s {}\\n\",\n\r \"unknown\" : [1.50, {\"request\":null}],\"to\":\"%s\",\"from\":\"12345\"}"
                        .formatted(text, TO);

        send("", request);

        String listed = get(port, "/simulator/accepted").body();
        assertThat(listed).containsOnlyOnce(text).contains("[1.50, {\"request\":null}]");
        assertThat(accepted(text)).containsExactly(tree(request));
    }

    @Test
    void aGroupHasAnEntryForEachMember() {
        JsonNode message =
                json(send("/group_mms", group("+13125550010", "+13125550011"))).path("data");

        assertThat(message.path("to").findValuesAsText("phone_number")).containsExactly("+13125550010", "+13125550011");
        assertThat(message.path("from").asText()).isEqualTo(FROM);
        assertThat(TelnyxSchema.errors("OutboundMessagePayload", message))
                .as("The page on groups has a plain string where the specification has an object.")
                .singleElement()
                .asString()
                .contains("/from");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/long_code   | {'from':'+13125550001','to':'+13125550002','text':'a'}",
                "/short_code  | {'from':'54321','to':'+13125550002','text':'a'}",
                "/number_pool | {'messaging_profile_id':'4001742b-90be-405d-b1b5-40a434f0ffec','to':'+13125550002','text':'a'}",
                "''           | {'messaging_profile_id':'4001742b-90be-405d-b1b5-40a434f0ffec','to':'+13125550002','text':'a'}",
                "''           | {'from':'FLORIST','to':'+13125550002','text':'a'}",
                "''           | {'from':'+13125550001','to':'54321','text':'a','media_urls':[]}",
                "/schedule    | {'from':'+13125550001','to':'+13125550002','text':'a','send_at':'SOON'}"
            })
    void everyDoorTakesWhatIsMeantForIt(String path, String request) {
        assertThat(send(path, request.replace('\'', '"').replace("SOON", soon()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsScheduledIsNotSentYet() {
        String sendAt = soon();
        JsonNode message = json(send("/schedule", scheduled(sendAt))).path("data");

        assertThat(message.at("/to/0/status").asText()).isEqualTo("scheduled");
        assertThat(message.path("send_at").asText()).isEqualTo(sendAt);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''           | {                                                           | 400 | 10023 | ''",
                "''           | []                                                          | 400 | 10023 | ''",
                "''           | {'from':'1234','text':'R'}                                  | 422 | 10004 | /to",
                "''           | {'to':'+13125550002','text':'R'}                            | 422 | 10004 | /from",
                "/number_pool | {'to':'+13125550002','text':'R'}                            | 422 | 10004 | /messaging_profile_id",
                "/schedule    | {'from':'1234','to':'+13125550002','text':'R'}              | 422 | 10004 | /send_at",
                "/group_mms   | {'from':'1234','to':[],'text':'R'}                          | 422 | 10004 | /to",
                "/group_mms   | {'from':'1234','to':['+13125550002','x'],'text':'R'}        | 400 | 40310 | /to/1",
                "''           | {'from':'1234','to':'0312555','text':'R','from':'no+way'}   | 400 | 40305 | /from",
                "''           | {'from':'1234','to':'0312 555','text':'R'}                  | 400 | 40310 | /to",
                "''           | {'from':'1234','to':['+13125550002'],'text':'R'}            | 400 | 40310 | /to",
                "/long_code   | {'from':'1234','to':'+13125550002','text':'R'}              | 400 | 40305 | /from",
                "/short_code  | {'from':'+13125550001','to':'+13125550002','text':'R'}      | 400 | 40305 | /from",
                "''           | {'from':'1234','to':'+13125550002'}                         | 400 | 40316 | /text",
                "''           | {'from':'1234','to':'+13125550002','media_urls':[]}         | 400 | 40316 | /text",
                "''           | {'from':'1234','to':'+13125550002','media_urls':['ftp://a']}| 400 | 10003 | /media_urls/0",
                "''           | {'from':'SHOP','to':'+13125550002','text':'R','media_urls':['http://a/b']} | 400 | 40308 | /from",
                "''           | {'from':'1234','to':'+13125550002','type':'SMS','media_urls':['http://a/b']} | 400 | 40304 | /type",
                "/fax         | {'from':'1234','to':'+13125550002','text':'R'}              | 404 | 10005 | ''"
            })
    void whatTelnyxRefusesIsRefusedInItsWords(String path, String request, int status, String code, String pointer) {
        int before = accepted("").size();

        HttpResponse<String> answer = send(path, request.replace('\'', '"'));

        JsonNode error = json(answer).at("/errors/0");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.at("/source/pointer").asText()).isEqualTo(pointer);
        assertThat(TelnyxSchema.errors("messaging_Error", error)).isEmpty();
        assertThat(accepted("")).hasSize(before);
    }

    @Test
    void elevenMediaAreTooMany() {
        String request = mms(TO, "a")
                .replace("\"" + picture() + "\"", "\"%s\",".formatted(picture()).repeat(10) + "\"" + picture() + "\"");

        assertThat(code(send("", request))).isEqualTo("40317");
    }

    @Test
    void elevenPartsAreTooLong() {
        assertThat(code(send("", sms("a".repeat(153 * 10 + 1))))).isEqualTo("40302");
        assertThat(send("", sms("a".repeat(153 * 10))).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Basic eDp5", ""})
    void aWrongKeyIsRefused(String authorization) {
        List<HttpResponse<String>> answers = List.of(
                post(port, API, mms(TO, "a"), "authorization", authorization),
                get(port, API + "/" + UUID.randomUUID(), "authorization", authorization),
                get(port, "/simulator/v2/detail_records", "authorization", authorization));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(code(answer)).isEqualTo("10009");
        });
    }

    @Test
    void theGatewayTakesTheSimulatorForItsTelnyx() {
        String here = "http://127.0.0.1:" + port;

        assertThat(setting("telnyx.api-url")).isEqualTo(here + "/simulator/v2");
        assertThat(setting("telnyx.api-key")).isEqualTo(apiKey());
        assertThat(setting("mms.public-url")).isEqualTo(here);
        assertThat(setting("mms.api-key")).isEqualTo("simulator");
    }

    // --- What becomes of a message

    @Test
    void aMessageCanBeLookedUpUntilItIsDelivered() {
        String id = id(send("", mms(TO, "a")));

        await().atMost(Duration.ofSeconds(60)).until(() -> status(id).equals("delivered"));

        JsonNode message = message(id);
        assertThat(TelnyxSchema.errors("OutboundMessagePayload", message)).isEmpty();
        assertThat(message.path("id").asText()).isEqualTo(id);
        assertThat(message.path("completed_at").isTextual()).isTrue();
    }

    @Test
    void aMessageThatNeverWasIsNotFound() {
        HttpResponse<String> answer = ask(API + "/" + UUID.randomUUID());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(code(answer)).isEqualTo("10005");
    }

    @Test
    void aDetailRecordIsThereOnceTheMessageIsDelivered() {
        Instant before = Instant.now();
        String id = id(send("", mms("+13125550020", "a")));
        send("", mms("+13125550021", "a"));
        String filters = filter("record_type]", "messaging")
                + filter("cli]", FROM)
                + filter("cld]", "+13125550020")
                + filter("created_at][gte]", before.toString())
                + filter("created_at][lt]", before.plusSeconds(60).toString());

        JsonNode early = json(ask("/simulator/v2/detail_records?" + filters));
        await().atMost(Duration.ofSeconds(60)).until(() -> status(id).equals("delivered"));
        JsonNode found = json(ask(
                "/simulator/v2/detail_records?page[size]=50".replace("[", "%5B").replace("]", "%5D") + filters));

        assertThat(early.path("data")).isEmpty();
        assertThat(found.path("data").findValuesAsText("uuid")).containsExactly(id);
        assertThat(found.at("/data/0/cld").asText()).isEqualTo("+13125550020");
        assertThat(found.at("/data/0/status").asText()).isEqualTo("delivered");
        assertThat(found.at("/meta/total_results").asInt()).isEqualTo(1);
        assertThat(TelnyxSchema.errors("MessageDetailRecord", found.at("/data/0")))
                .isEmpty();
        assertThat(TelnyxSchema.errors("detail-records_PaginationMeta", found.path("meta")))
                .isEmpty();
    }

    @Test
    void detailRecordsComeInPagesTheNewestFirst() {
        List<String> ids = Stream.of("a", "b", "c")
                .map(text -> id(send("", mms("+13125550022", text))))
                .toList();
        await().atMost(Duration.ofSeconds(60)).until(() -> status(ids.get(2)).equals("delivered"));
        String query = "/simulator/v2/detail_records?page%%5Bsize%%5D=2&page%%5Bnumber%%5D=" + "%d"
                + filter("record_type]", "messaging").replace("%", "%%")
                + filter("cld]", "+13125550022").replace("%", "%%");

        JsonNode first = json(ask(query.formatted(1)));
        JsonNode second = json(ask(query.formatted(2)));

        assertThat(first.path("data").findValuesAsText("uuid")).containsExactly(ids.get(2), ids.get(1));
        assertThat(second.path("data").findValuesAsText("uuid")).containsExactly(ids.get(0));
        assertThat(second.at("/meta/total_pages").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "filter%5Brecord_type%5D=fax",
                "filter%5Brecord_type%5D=messaging&filter%5Bcolour%5D=red",
                "filter%5Brecord_type%5D=messaging&filter%5Bcreated_at%5D%5Bgte%5D=today",
                "filter%5Brecord_type%5D=messaging&page%5Bsize%5D=51"
            })
    void aQueryThatMakesNoSenseIsRefused(String query) {
        HttpResponse<String> answer = ask("/simulator/v2/detail_records?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("10015");
    }

    // --- Receipts

    @Test
    void theGatewayTakesItsReceipts() {
        double sentBefore = metric(RECEIPTS.formatted("sent"));
        double finalizedBefore = metric(RECEIPTS.formatted("finalized"));

        send("", mms(TO, "a"));
        send("/group_mms", group("+13125550010", "+13125550011"));

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(metric(RECEIPTS.formatted("sent"))).isGreaterThanOrEqualTo(sentBefore + 2);
            assertThat(metric(RECEIPTS.formatted("finalized"))).isGreaterThanOrEqualTo(finalizedBefore + 3);
        });
    }

    @Test
    void receiptsAreSignedAndGoWhereTheRequestSays() {
        String id = id(send("", toSink("a", "/hook?ref=a%2Fb&x=1")));

        List<Delivery> deliveries = deliveries(id, 2);

        JsonNode keys = json(get(port, "/simulator/keys"));
        WebhookSignature signature = new WebhookSignature(
                new TelnyxPublicKey(keys.path("public_key").asText()), Duration.ofSeconds(60), Clock.systemUTC());
        assertThat(deliveries).extracting(Delivery::type).containsExactly("message.sent", "message.finalized");
        assertThat(deliveries).allSatisfy(delivery -> {
            signature.identify(
                    delivery.body().getBytes(UTF_8), SignedHeaders.of(delivery.signature(), delivery.timestamp()));
            assertThat(delivery.path()).isEqualTo("/hook?ref=a%2Fb&x=1");
            assertThat(delivery.event().at("/meta/delivered_to").asText()).isEqualTo(sink.url(delivery.path()));
            assertThat(delivery.payload().path("webhook_url").asText()).isEqualTo(sink.url(delivery.path()));
            assertThat(TelnyxSchema.errors("OutboundMessageEvent", delivery.event()))
                    .isEmpty();
        });
        assertThat(statuses(deliveries)).containsExactly("sent", "delivered");
    }

    @Test
    void aGroupGetsOneLastReceiptForEachMember() {
        String request = group("+13125550010", "+13125550011")
                .replace("{\"from\"", "{\"webhook_url\":\"%s\",\"from\"".formatted(sink.url("/group")));
        String id = id(send("/group_mms", request));

        List<Delivery> deliveries = deliveries(id, 3);

        assertThat(deliveries.get(0).payload().path("to")).hasSize(2);
        assertThat(deliveries.subList(1, 3)).allSatisfy(delivery -> {
            assertThat(delivery.payload().path("to")).hasSize(1);
            assertThat(delivery.payload().path("group_message_id").asText()).isEqualTo(id);
        });
        assertThat(deliveries.subList(1, 3))
                .extracting(
                        delivery -> delivery.payload().at("/to/0/phone_number").asText())
                .containsExactlyInAnyOrder("+13125550010", "+13125550011");
        assertThat(eventIds(deliveries)).doesNotHaveDuplicates();
    }

    @Test
    void aReceiptThatWasNotTakenComesAgain() {
        sink.answer(500);

        String id = id(send("", toSink("a", "/hook")));

        List<Delivery> deliveries = deliveries(id, 3);
        assertThat(deliveries.get(0).event().at("/meta/attempt").asInt()).isEqualTo(1);
        assertThat(deliveries.stream()
                        .filter(again -> again.event().at("/meta/attempt").asInt() == 2))
                .singleElement()
                .satisfies(again -> assertThat(eventIds(List.of(again))).isEqualTo(eventIds(deliveries.subList(0, 1))));
    }

    @ParameterizedTest
    @CsvSource({
        "in-order,     message.sent:MMS:sent message.finalized:MMS:delivered",
        "out-of-order, message.finalized:MMS:delivered message.sent:MMS:sent",
        "as-sms,       message.sent:MMS:sent message.finalized:SMS:delivered",
        "failed,       message.sent:MMS:sent message.finalized:MMS:delivery_failed"
    })
    void receiptsComeAsOrdered(String receipts, String expected) {
        String byText = id(send("", toSink("[receipts:%s]".formatted(receipts), "/hook")));
        order("{\"receipts\":\"%s\"}".formatted(receipts));
        String byPlan = id(send("", toSink("a", "/hook")));

        assertThat(told(deliveries(byText, 2))).isEqualTo(expected);
        assertThat(told(deliveries(byPlan, 2))).isEqualTo(expected);
    }

    @Test
    void aMessageThatFailsSaysWhy() {
        String id = id(send("", toSink("[receipts:failed]", "/hook")));

        JsonNode payload = deliveries(id, 2).get(1).payload();

        assertThat(payload.at("/errors/0/code").asText()).isEqualTo("40008");
        assertThat(message(id).at("/errors/0/code").asText()).isEqualTo("40008");
    }

    @Test
    void doubledReceiptsHaveTheSameEventIds() {
        String id = id(send("", toSink("[receipts:doubled]", "/hook")));

        List<String> eventIds = eventIds(deliveries(id, 4));

        assertThat(eventIds.stream().distinct())
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(Collections.frequency(eventIds, event)).isEqualTo(2));
    }

    @Test
    void noReceiptsAreNoReceipts() {
        String id = id(send("", toSink("[receipts:none]", "/hook")));
        String later = id(send("", toSink("a", "/hook")));

        deliveries(later, 2);

        assertThat(sink.about(id)).isEmpty();
        assertThat(status(id)).isEqualTo("delivered");
    }

    // --- Faults

    @ParameterizedTest
    @CsvSource({
        "rate-limited,       429, 10011, false",
        "rate-limited-epoch, 429, 10011, false",
        "queue-full,         400, 40318, false",
        "spend-limit,        429, 40333, false",
        "server-error,       500, 10007, false",
        "server-error-after, 500, 10007, true",
        "unavailable,        503, 10037, false",
        "no-mms,             400, 40308, false"
    })
    void aFaultAnswersWithItsError(String fault, int status, String code, boolean taken) {
        String text = "[fault:%s] %s".formatted(fault, UUID.randomUUID());
        HttpResponse<String> answer = send("", mms(TO, text));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(code(answer)).isEqualTo(code);
        assertThat(accepted(text)).hasSize(taken ? 1 : 0);
    }

    @Test
    void aRateLimitSaysHowLong() {
        HttpResponse<String> seconds = send("", mms(TO, "[fault:rate-limited]"));
        HttpResponse<String> epoch = send("", mms(TO, "[fault:rate-limited-epoch]"));

        assertThat(seconds.headers().firstValue("retry-after")).hasValue("1");
        assertThat(seconds.headers().firstValue("x-ratelimit-remaining")).hasValue("0");
        assertThat(seconds.headers().firstValue("x-ratelimit-limit")).isPresent();
        assertThat(seconds.headers().firstValueAsLong("x-ratelimit-reset")).hasValue(1);
        assertThat(epoch.headers().firstValue("retry-after")).isEmpty();
        assertThat(epoch.headers().firstValueAsLong("x-ratelimit-reset").orElse(0))
                .isBetween(Instant.now().getEpochSecond(), Instant.now().getEpochSecond() + 2);
    }

    @ParameterizedTest
    @CsvSource({"reset-before, false", "reset-after, true"})
    void aResetLeavesTheClientWithoutAnAnswer(String fault, boolean taken) {
        int times = 20;
        String text = "[fault:%s] %s".formatted(fault, UUID.randomUUID());
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, times)
                .mapToObj(i -> http.sendAsync(request(mms(TO, text)), BodyHandlers.ofString()))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThatThrownBy(answer::join)
                        .hasCauseInstanceOf(IOException.class)
                        .cause()
                        .isNotInstanceOf(HttpTimeoutException.class));

        assertThat(accepted(text)).hasSize(taken ? times : 0);
    }

    /** More of them than the server has threads, and longer than this test waits. */
    @Test
    void slowAnswersHoldNobodyUp() {
        String text = "[fault:slow-after] " + UUID.randomUUID();
        List<CompletableFuture<HttpResponse<String>>> slow = IntStream.range(0, 100)
                .mapToObj(i -> http.sendAsync(request(mms(TO, text)), BodyHandlers.ofString()))
                .toList();
        await().atMost(Duration.ofSeconds(60)).until(() -> accepted(text).size() == slow.size());

        HttpResponse<String> quick = send("", mms(TO, "a"));

        assertThat(quick.statusCode()).isEqualTo(200);
        assertThat(slow).noneMatch(CompletableFuture::isDone);
        slow.forEach(answer -> answer.cancel(true));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void manySlowAnswersAllCome(HttpClient.Version version) {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        List<CompletableFuture<HttpResponse<String>>> slow = IntStream.range(0, 100)
                .mapToObj(i -> client.sendAsync(request(mms(TO, "[fault:slow]")), BodyHandlers.ofString()))
                .toList();

        assertThat(slow).allSatisfy(answer -> assertThat(id(answer.join())).isNotEmpty());
    }

    @Test
    void aSlowAnswerComesAndTheNextOnItsConnectionIsNotSlow() {
        Instant begin = Instant.now();
        HttpResponse<String> slow = send("", mms(TO, "[fault:slow]"));
        Instant then = Instant.now();

        send("", mms(TO, "a"));

        assertThat(slow.statusCode()).isEqualTo(200);
        assertThat(id(slow)).isNotEmpty();
        assertThat(Duration.between(begin, then)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(Duration.between(then, Instant.now())).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"media-unreachable, 42203", "media-too-large, 40317"})
    void mediaThatCannotBeSentFailLater(String fault, String code) {
        HttpResponse<String> answer = send("", toSink("[fault:%s]".formatted(fault), "/hook"));

        List<Delivery> deliveries = deliveries(id(answer), 1);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(told(deliveries)).isEqualTo("message.finalized:MMS:sending_failed");
        assertThat(deliveries.get(0).payload().at("/errors/0/code").asText()).isEqualTo(code);
    }

    @Test
    void onceIsOnceForEachText() {
        String text = "[fault:unavailable once] " + UUID.randomUUID();

        assertThat(send("", mms(TO, text)).statusCode()).isEqualTo(503);
        assertThat(send("", mms(TO, text)).statusCode()).isEqualTo(200);
        assertThat(send("", mms(TO, text + "!")).statusCode()).isEqualTo(503);
        assertThat(accepted(text)).hasSize(1);
    }

    @Test
    void aHeaderOrdersAFaultToo() {
        HttpResponse<String> answer =
                post(port, API, mms(TO, "a"), "authorization", "Bearer " + apiKey(), "simulator-fault", "queue-full");

        assertThat(code(answer)).isEqualTo("40318");
    }

    @Test
    void aShareOfRequestsFailsAndTheSeedSaysWhich() {
        String plan = "{\"rate\":0.5,\"faults\":[\"unavailable\",\"rate-limited\"],\"seed\":42}";

        List<Integer> first = statusesUnder(plan);
        List<Integer> second = statusesUnder(plan);
        List<Integer> none = statusesUnder("");

        assertThat(first).contains(200, 503, 429).isEqualTo(second);
        assertThat(none).containsOnly(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rate\":2,\"faults\":[\"slow\"]}",
                "{\"rate\":0.5}",
                "{\"rate\":0.5,\"faults\":[\"fire\"]}",
                "{\"receipts\":\"by-post\"}",
                "{\"speed\":1}",
                "[]"
            })
    void aPlanThatMakesNoSenseIsRefused(String plan) {
        assertThat(post(port, "/simulator/faults", plan).statusCode()).isEqualTo(400);
    }

    @Test
    void aMisspeltMarkerIsRefused() {
        assertThat(json(send("", mms(TO, "[fault:fire]")))
                        .at("/errors/0/detail")
                        .asText())
                .contains("reset-after");
        assertThat(code(send("", mms(TO, "[receipts:by-post]")))).isEqualTo("10015");
    }

    // --- What the words above mean

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.mmsroutes.HostileInputTest#bodies")
    void whatNobodyCanReadIsTheCallersFault(String what, byte[] body) throws Exception {
        for (String path : List.of(API, API + "/group_mms", "/simulator/faults", "/simulator/mms")) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("authorization", "Bearer " + apiKey())
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(path + answer.body()).isIn(200, 400);
        }
    }

    private List<Integer> statusesUnder(String plan) {
        order(plan);
        return IntStream.range(0, 30)
                .mapToObj(i -> send("", mms(TO, "a")).statusCode())
                .toList();
    }

    private void order(String plan) {
        assertThat(post(port, "/simulator/faults", plan).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> send(String path, String request) {
        return post(port, API + path, request, "authorization", "Bearer " + apiKey());
    }

    private HttpResponse<String> ask(String path) {
        return get(port, path, "authorization", "Bearer " + apiKey());
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, API)))
                .timeout(Duration.ofSeconds(20))
                .headers("content-type", "application/json", "authorization", "Bearer " + apiKey())
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private String setting(String key) {
        return context().resolvePropertyPlaceholders("{{%s}}".formatted(key));
    }

    private String apiKey() {
        return json(get(port, "/simulator/keys")).path("api_key").asText();
    }

    private List<JsonNode> accepted(String text) {
        JsonNode all = json(get(port, "/simulator/accepted"));
        return StreamSupport.stream(all.spliterator(), false)
                .filter(request -> request.path("text").asText().contains(text))
                .toList();
    }

    private JsonNode message(String id) {
        return json(ask(API + "/" + id)).path("data");
    }

    private String status(String id) {
        return message(id).at("/to/0/status").asText();
    }

    private List<Delivery> deliveries(String id, int howMany) {
        await().atMost(Duration.ofSeconds(60)).until(() -> sink.about(id).size() >= howMany);
        return sink.about(id);
    }

    private static List<String> statuses(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> delivery.payload().at("/to/0/status").asText())
                .toList();
    }

    private static List<String> eventIds(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> delivery.event().at("/data/id").asText())
                .toList();
    }

    private static String told(List<Delivery> deliveries) {
        return String.join(
                " ",
                deliveries.stream()
                        .map(delivery -> "%s:%s:%s"
                                .formatted(
                                        delivery.type(),
                                        delivery.payload().path("type").asText(),
                                        delivery.payload().at("/to/0/status").asText()))
                        .toList());
    }

    private String toSink(String text, String path) {
        return mms(TO, text).replace("{\"from\"", "{\"webhook_url\":\"%s\",\"from\"".formatted(sink.url(path)));
    }

    /** What the phone fetches. */
    private String picture() {
        return "http://127.0.0.1:%d/simulator/media/none/11111111-2222-3333-4444-555555555555/photo.jpg"
                .formatted(port);
    }

    private static String soon() {
        return Instant.now()
                .plus(Duration.ofHours(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private static String scheduled(String sendAt) {
        return "{\"from\":\"%s\",\"to\":\"%s\",\"text\":\"a\",\"send_at\":\"%s\"}".formatted(FROM, TO, sendAt);
    }

    private String mms(String to, String text) {
        return "{\"from\":\"%s\",\"to\":\"%s\",\"text\":\"%s\",\"media_urls\":[\"%s\"]}"
                .formatted(FROM, to, text, picture());
    }

    private static String sms(String text) {
        return "{\"from\":\"%s\",\"to\":\"%s\",\"text\":\"%s\"}".formatted(FROM, TO, text);
    }

    private String group(String one, String other) {
        return "{\"from\":\"%s\",\"to\":[\"%s\",\"%s\"],\"text\":\"a\",\"media_urls\":[\"%s\"]}"
                .formatted(FROM, one, other, picture());
    }

    private static String filter(String rest, String value) {
        return "&%s=%s".formatted(URLEncoder.encode("filter[" + rest, UTF_8), URLEncoder.encode(value, UTF_8));
    }

    private static String id(HttpResponse<String> answer) {
        return json(answer).at("/data/id").asText();
    }

    private static String code(HttpResponse<String> answer) {
        return json(answer).at("/errors/0/code").asText();
    }

    private static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
