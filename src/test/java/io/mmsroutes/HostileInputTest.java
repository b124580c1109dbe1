package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.SendingTestSupport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that a parser refuses is the caller's fault, at every channel, and is told so once. */
public class HostileInputTest extends SendingTestSupport {
    private static final String DEEP = "[".repeat(1_500) + "]".repeat(1_500);

    /** What no parser, or no database, takes; {@code %s} is where a field's value stands. */
    private static final Map<String, String> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put("1500 levels", DEEP);
        VALUES.put("levels of objects", "{\"a\":".repeat(1_500) + "1" + "}".repeat(1_500));
        VALUES.put("2000 digits", "9".repeat(2_000));
        VALUES.put("2000 digits behind the point", "0." + "9".repeat(2_000));
        VALUES.put("an exponent beyond all", "1e99999999999999999999");
        VALUES.put("NUL", "\"\\u0000\"");
        VALUES.put("half a surrogate pair", "\"\\ud83d\"");
        VALUES.put("the other half", "\"\\udc00\"");
        VALUES.put("NaN", "NaN");
        VALUES.put("a comment", "1 /* one */");
        VALUES.put("a raw line feed in text", "\"a\nb\"");
        VALUES.put("a name of 60000", "{\"" + "n".repeat(60_000) + "\":1}");
        VALUES.put("a name with NUL", "{\"a\\u0000\":1}");
        VALUES.put("the same field twice", "{\"a\":1,\"a\":2}");
        VALUES.put("no end", "[1,");
        VALUES.put("garbage behind", "1}garbage");
    }

    private final HttpClient http = HttpClient.newHttpClient();

    /** So that the readers see what the server would refuse. */
    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("mms.http.max-webhook-bytes", "1048576");
        settings.put("mms.jms.url", broker());
        settings.put("mms.send.from", "jms:queue:mms.send");
        return settings;
    }

    public static Stream<Arguments> bodies() {
        Stream<Arguments> wrong = VALUES.entrySet().stream()
                .map(value -> Arguments.of(
                        value.getKey(),
                        "{\"from\":\"%s\",\"to\":\"%s\",\"text\":\"x\",\"zz\":%s}"
                                .formatted(FROM, TO, value.getValue())
                                .getBytes(StandardCharsets.UTF_8)));
        return Stream.concat(wrong, shapes());
    }

    private static Stream<Arguments> shapes() {
        byte[] latin = "{\"from\":\"+18885550001\",\"to\":\"+17735550002\",\"text\":\"caf\u00e9\"}"
                .getBytes(StandardCharsets.ISO_8859_1);
        return Stream.of(
                Arguments.of("nothing", new byte[0]),
                Arguments.of("blanks", "  \n ".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("null", "null".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("a list", "[]".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("a text", "\"x\"".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("a number", "1e1000000000".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("deep at once", DEEP.getBytes(StandardCharsets.UTF_8)),
                Arguments.of("ISO-8859-1", latin),
                Arguments.of("a byte order mark alone", new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}),
                Arguments.of("half of UTF-16", "{\"".getBytes(StandardCharsets.UTF_16)),
                Arguments.of("zeroes", new byte[64]),
                Arguments.of("random", new byte[] {(byte) 0xFF, (byte) 0xFE, 1, 2, 3, (byte) 0x80, 0}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aRequestThatCannotBeReadIsRefusedWithASentence(String what, byte[] body) {
        for (String path : List.of("", "/long_code", "/group_mms", "/schedule", "/number_pool", "/short_code")) {
            HttpResponse<String> answer = post("/v2/messages" + path, API_KEY, body);

            JsonNode error = json(answer).path("errors").path(0);
            assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(400);
            assertThat(error.path("code").asText()).isIn("10023", "10015");
            assertThat(error.path("detail").asText()).hasSizeBetween(20, 400).doesNotContain("Exception", "+1");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aCommandThatCannotBeReadIsRefusedWithASentence(String what, byte[] body) {
        for (String path : List.of(
                "/admin/erase",
                "/admin/opt-outs/lift",
                "/admin/replay",
                "/admin/dead-letters/requeue",
                "/admin/dead-letters/delete")) {
            HttpResponse<String> answer = post(path, ADMIN_KEY, body);

            assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(400);
            assertThat(json(answer).path("code").asText()).endsWith("-unclear");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"since\":\"+1000000000-12-31T23:59:59Z\"}",
                "{\"since\":\"-999999999-01-01T00:00:00Z\"}",
                "{\"since\":1e1000000000}",
                "{\"since\":-1e400}",
                "{\"until\":999999999999999999999999999}",
                "{\"until\":9223372036854775807}",
                "{\"until\":[1,2]}",
                "{\"since\":{}}",
                "{\"all\":\"maybe\"}",
                "{\"messageId\":[\"x\"]}",
                "{\"all\":true}{\"all\":true}",
                "null"
            })
    void aReplayOutOfRangeIsUnclear(String request) {
        HttpResponse<String> answer = post("/admin/replay", ADMIN_KEY, request.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("replay-unclear");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aQueuedRequestThatCannotBeReadIsADeadLetter(String what, byte[] body) {
        int before = deadLetters().path("count").asInt();

        template().sendBody("jms:queue:mms.send", body);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().path("count").asInt() == before + 1);
        assertThat(deadLetters().path("letters").get(before).path("code").asText())
                .startsWith("request-");
    }

    @Test
    void aQueuedMessageOfAnotherKindIsADeadLetter() {
        int before = deadLetters().path("count").asInt();

        String queue = "jms:queue:mms.send?jmsMessageType=";
        template().sendBody(queue + "Map", Map.of("from", FROM));
        template().sendBody(queue + "Object", "an object");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().path("count").asInt() == before + 2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aSignedBodyIsTakenWhateverItIs(String what, byte[] body) {
        Assumptions.assumeTrue(body.length > 0, "nothing is signed nowhere");
        HttpResponse<String> answer = telnyx.send(telnyx.signed(body, Instant.now()));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\u0000\"",
                "\"\\ud83d\"",
                "1e1000000000",
                "\"LONG\"",
                "{\"\\u0000\":\"\\ud83d\"}",
                "[null,{},[[]],\"x\"]"
            })
    void aSignedEventIsDeliveredWhateverIsInItsFields(String value) {
        String hostile = value.replace("LONG", "n".repeat(60_000));
        Events event = Events.received();
        String json = event.json()
                .replaceFirst("\"type\":\"MMS\"", quoted("\"type\":" + hostile))
                .replaceFirst("\"carrier\":\"Verizon Wireless\"", quoted("\"carrier\":" + hostile))
                .replaceFirst("\"occurred_at\":\"[^\"]*\"", quoted("\"occurred_at\":" + hostile))
                .replaceFirst("\"cc\":\\[]", quoted("\"cc\":[%s],\"subject\":%s".formatted(hostile, hostile)))
                .replaceFirst(
                        "\"media\":\\[]",
                        quoted("\"messaging_profile_id\":%s,\"tags\":[%s],\"autoresponse_type\":%s"
                                .formatted(hostile, hostile, hostile)));

        assertThat(telnyx.post(json).statusCode()).isEqualTo(200);

        assertThat(manifest(event.messageId()).path("messageId").asText()).isEqualTo(event.messageId());
    }

    @Test
    void anEventWithIdsThatFitNowhereIsDeliveredOnce() {
        double before = metric("mms_messages_total");
        Events event = Events.received();
        event.data().put("id", "e".repeat(100_000));
        event.payload().put("id", "m".repeat(100_000));
        event.payload().putObject("from").put("phone_number", "+1312555" + "0".repeat(50_000));

        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);
        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(60)).until(() -> metric("mms_messages_total") == before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "type", "to", "errors", "occurred_at", "event_id"})
    void aReceiptIsTakenWhateverIsInItsFields(String field) {
        String id = send(request("receipt with a hostile " + field));
        awaitState(id, "accepted");
        for (String value : List.of("\"\\u0000\"", "\"\\ud83d\"", "\"" + "n".repeat(60_000) + "\"", "1e1000000000")) {
            Events event = Events.receipt("message.finalized", TO, "delivered", id);
            String json = event.json();
            json = switch (field) {
                case "id" -> json.replace("\"" + event.messageId() + "\"", value);
                case "type" -> json.replace("\"type\":\"MMS\"", "\"type\":" + value);
                case "to" ->
                    json.replace(
                            "\"status\":\"delivered\"",
                            "\"status\":%1$s,\"carrier\":%1$s,\"line_type\":%1$s".formatted(value));
                case "errors" ->
                    json.replace(
                            "\"cc\":",
                            "\"errors\":[{\"code\":%1$s,\"title\":%1$s,\"detail\":%1$s},%1$s],\"cc\":"
                                    .formatted(value));
                case "occurred_at" ->
                    json.replaceFirst("\"occurred_at\":\"[^\"]*\"", quoted("\"occurred_at\":" + value));
                default -> json.replace("\"" + event.eventId() + "\"", value);
            };
            assertThat(telnyx.post(json).statusCode()).isEqualTo(200);
        }

        // Not judged by Telnyx's specification: a status that it does not know is shown as it came.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                send(request("/v2/messages/" + id, API_KEY).GET())
                                        .body())
                        .contains("\"state\":\"finalized\""));
        assertThat(deadLetters().toString()).doesNotContain("value-refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
    void jsonInAnyUnicodeIsRead(String charset) {
        byte[] body = request("in " + charset).toString().getBytes(Charset.forName(charset));

        assertThat(post("/v2/messages", API_KEY, body).statusCode()).isEqualTo(200);
    }

    @Test
    void jsonBehindAByteOrderMarkIsRead() {
        byte[] body = ("\ufeff" + request("behind a mark")).getBytes(StandardCharsets.UTF_8);

        assertThat(post("/v2/messages", API_KEY, body).statusCode()).isEqualTo(200);
    }

    @Test
    void numbersThatNobodyKnowsPassAsTheyAreWritten() {
        String body = request("numbers")
                .toString()
                .replace(
                        "}",
                        ",\"n\":1e1000000000,\"m\":1.50,\"deep\":%s}".formatted("[".repeat(900) + "]".repeat(900)));

        HttpResponse<String> answer = post("/v2/messages", API_KEY, body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String id = json(answer).path("data").path("id").asText();
        awaitState(id, "accepted");
        assertThat(telnyxApi.requests())
                .anySatisfy(call -> assertThat(call.getBodyAsString()).contains("1E+1000000000", "1.50"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"send_at", "send_before"})
    void timesOutOfRangeAreRefused(String field) {
        for (String time : List.of(
                "\"+999999999-12-31T23:59:59Z\"",
                "\"10000-01-01T00:00:00Z\"",
                "1e1000000000",
                "9999999999999",
                "\"\"")) {
            String body = request("time").toString().replace("}", ",\"%s\":%s}".formatted(field, time));

            HttpResponse<String> answer = post("/v2/messages", API_KEY, body.getBytes(StandardCharsets.UTF_8));

            assertThat(answer.statusCode()).as(time + answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("/" + field);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "subject",
                "from",
                "to",
                "messaging_profile_id",
                "webhook_url",
                "type",
                "encoding",
                "send_at",
                "media_urls",
                "unknown_field"
            })
    void signsThatNothingCanStoreAreRefusedWithAPointerToTheirField(String field) {
        for (String sign : List.of("\\u0000", "\\ud83d", "\\ude00\\ud83d")) {
            String value = "media_urls".equals(field) ? "[\"https://example.com/%s\"]" : "\"a%s\"";
            String body = request("signs")
                    .without(field)
                    .toString()
                    .replace("}", ",\"%s\":%s}".formatted(field, value.formatted(sign)))
                    .replace("{,", "{");

            HttpResponse<String> answer = post("/v2/messages", API_KEY, body.getBytes(StandardCharsets.UTF_8));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(json(answer).at("/errors/0/source/pointer").asText()).startsWith("/" + field);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "undefined",
                "NaN",
                "%5Bobject%20Object%5D",
                "%00",
                "%0d%0a",
                "..%2f..",
                "%ff%fe",
                "a%2fb",
                "%7bid%7d",
                "*",
                "-"
            })
    void anIdThatIsNoneIsNotFound(String id) {
        HttpResponse<String> answer = get("/v2/messages/" + id);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(json(answer).path("errors").path(0).path("code").asText()).isEqualTo("10005");
        assertThat(answer.body()).doesNotContain("[object");
    }

    @Test
    void anIdThatIsTooLongIsNotFound() {
        assertThat(get("/v2/messages/" + "9".repeat(3_000)).statusCode()).isEqualTo(404);
        assertThat(get("/v2/messages/" + UUID.randomUUID() + "?id=null&id=%00").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "undefined", "NULL", "None", "nil", "NaN", "[object Object]", "", "   "})
    void aKeyThatIsNoKeyIsRefused(String key) {
        HttpResponse<String> answer = ask("/v2/messages", request("key " + UUID.randomUUID()), "Idempotency-Key", key);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Idempotency-Key");
    }

    @Test
    void aKeyMayBeLongButNotWithoutEnd() {
        assertThat(ask("/v2/messages", request("long key"), "Idempotency-Key", "k".repeat(255))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> tooLong = ask("/v2/messages", request("long key"), "Idempotency-Key", "k".repeat(5_000));
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body()).contains("255");
    }

    @Test
    void twoKeysAreNoKey() {
        HttpResponse<String> same =
                ask("/v2/messages", request("keys"), "Idempotency-Key", "one", "Idempotency-Key", "one");
        HttpResponse<String> two =
                ask("/v2/messages", request("keys"), "Idempotency-Key", "one", "Idempotency-Key", "two");

        assertThat(same.statusCode()).isEqualTo(400);
        assertThat(two.statusCode()).isEqualTo(400);
        assertThat(two.body()).contains("Idempotency-Key");
    }

    @Test
    void twoAuthorizationsAreNone() {
        HttpRequest.Builder two = request("/v2/messages/" + UUID.randomUUID(), API_KEY)
                .header("authorization", "Bearer other")
                .GET();

        assertThat(send(two).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(value = {"'', 200", "?number=, 400", "?number=%00, 200", "?number=a&number=b, 400", "long, 200"})
    void aNumberInTheQueryIsWhatItIs(String query, int status) {
        String sent = query.equals("long") ? "?number=" + "9".repeat(3_000) : query;

        HttpResponse<String> answer =
                send(request("/admin/opt-outs" + sent, ADMIN_KEY).GET());

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=bogus",
                "application/json; charset=utf-16",
                "application/json;;",
                "APPLICATION/JSON"
            })
    void aCharsetThatIsNoneChangesNothing(String type) {
        HttpRequest.Builder request = request("/v2/messages", API_KEY)
                .header("content-type", type)
                .POST(BodyPublishers.ofString(request("charset é " + type).toString()));

        assertThat(send(request).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aFileThatIsNothingInParticularIsTakenOrRefused(String what, byte[] body) {
        HttpRequest.Builder request = request("/media", API_KEY)
                .header("content-type", "text/plain; charset=bogus")
                .POST(BodyPublishers.ofByteArray(body));

        assertThat(send(request).statusCode()).isIn(200, 400);
    }

    private static String quoted(String text) {
        return java.util.regex.Matcher.quoteReplacement(text);
    }

    private HttpResponse<String> post(String path, String key, byte[] body) {
        return send(
                request(path, key).header("content-type", "application/json").POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> get(String path) {
        return send(request(path, API_KEY).GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return Http.send(http, request);
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("authorization", "Bearer " + key);
    }
}
