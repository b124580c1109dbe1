package io.mmsroutes.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.RawConnection;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.support.TelnyxSchema;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked for under /v2, the answer is JSON in Telnyx's shape: an SDK takes anything else for success, or fails at it. */
class TelnyxShapedAnswersTest extends SendingTestSupport {
    private static final String KEY = "Bearer " + API_KEY;
    private static final String SECRET = "KEY0123456789";
    private static final String ID = "8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.api.read-through", "messaging_profiles, number_lookup");
        return settings;
    }

    // --- Every endpoint of the specification

    @ParameterizedTest
    @MethodSource("endpointsToSend")
    void everyEndpointToSendAnswersByTheSpecification(String path) throws Exception {
        ObjectNode request = request("by the specification").put("messaging_profile_id", UUID.randomUUID() + "");
        switch (path.replaceFirst("/messages/?", "")) {
            case "alphanumeric_sender_id" -> request.put("from", "MyShop");
            case "group_mms" -> request.putArray("to").add(TO).add("+17735550003");
            case "long_code" -> request.put("from", "+13125550009");
            case "number_pool" -> request.remove("from");
            case "schedule" ->
                request.put("send_at", Instant.now().plus(Duration.ofHours(2)).toString());
            case "short_code" -> request.put("from", "24470");
            default -> {}
        }
        for (String end : List.of("", "/")) {
            String at = "/v2" + path + end;

            assertThat(call("POST", at, KEY, request.toString()).statusCode()).isEqualTo(200);
            assertThat(call("POST", at, "Bearer guess", request.toString()).statusCode())
                    .isEqualTo(401);
            for (String wrong : List.of("{}", "[]", "null", "\"text\"", "{\"to\":7}", "{", "{\"to\":{}}", "")) {
                assertThat(call("POST", at, KEY, wrong).statusCode()).as(wrong).isIn(400, 422);
            }
            assertThat(call("POST", at, KEY, "a=b", "content-type", "application/x-www-form-urlencoded")
                            .statusCode())
                    .isEqualTo(415);
            for (String method : List.of("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")) {
                assertThat(call(method, at, KEY, "").statusCode()).as(method).isEqualTo(405);
            }
        }
    }

    static List<String> endpointsToSend() {
        return TelnyxSchema.paths("post").stream()
                .filter(path -> path.matches("/messages(/[a-z_]+)?") && !path.matches(".*/(rcs|whatsapp)"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("endpointsElsewhere")
    void whatTheGatewayDoesNotOfferIsAnsweredByTheSpecificationToo(String method, String path) throws Exception {
        String at = "/v2" + path.replaceAll("\\{[^}]*}", ID);

        assertThat(call(method, at, KEY, method.equals("GET") ? "" : "{}").statusCode())
                .isIn(404, 405);
        assertThat(call(method, at, "Bearer guess", "").statusCode()).isEqualTo(401);
    }

    static Stream<Arguments> endpointsElsewhere() {
        return Stream.of("get", "post", "patch", "put", "delete")
                .flatMap(method -> TelnyxSchema.paths(method).stream()
                        .filter(path -> !path.startsWith("/messages")
                                && !(method.equals("get") && path.matches("/(messaging_profiles|number_lookup).*")))
                        .map(path -> Arguments.of(method.toUpperCase(Locale.ROOT), path)));
    }

    // --- What is read of the account

    @Test
    void theAccountIsReadWithTheKeyOfTheGateway() throws Exception {
        telnyxApi.getAll(okJson("{\"data\":[{\"name\":\"Ä\",\"v1_secret\":\"hush\",\"webhook_url\":null}]}")
                .withHeader("x-ratelimit-remaining", "9")
                .withHeader("Set-Cookie", "a=b"));
        String query = "page%5Bsize%5D=5&page[number]=2&filter[name][contains]=a%20b";

        for (String path : List.of("/v2/messaging_profiles", "/v2/messaging_profiles/")) {
            HttpResponse<String> answer =
                    call("GET", path + "?" + query.replace("[", "%5B").replace("]", "%5D"), KEY, "");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo("{\"data\":[{\"name\":\"Ä\",\"v1_secret\":null,\"webhook_url\":null}]}");
            assertThat(answer.headers().map().toString()).doesNotContain(SECRET, "set-cookie", "hush");
            assertThat(answer.headers().firstValue("x-ratelimit-remaining")).hasValue("9");
        }
        assertThat(telnyxApi.gets("/v2/messaging_profiles?")).hasSize(2).allSatisfy(request -> {
            assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + SECRET);
            assertThat(request.getUrl())
                    .endsWith("?page%5Bsize%5D=5&page%5Bnumber%5D=2&filter%5Bname%5D%5Bcontains%5D=a%20b");
        });
    }

    @Test
    void theAnswerOfTelnyxIsToldAsItIs() throws Exception {
        telnyxApi.getAll(TelnyxApi.error(404, "10005"));
        assertThat(call("GET", "/v2/number_lookup/+17735550002?type=carrier", KEY, "")
                        .body())
                .contains("\"detail\": \"Detail.\"");
        assertThat(telnyxApi.gets("/v2/number_lookup/%2B17735550002?type=carrier"))
                .hasSize(1);

        telnyxApi.getAll(TelnyxApi.error(401, "10009"));
        assertThat(call("GET", "/v2/messaging_profiles/" + ID, KEY, "").statusCode())
                .isEqualTo(503);

        for (String unclear : List.of("<html>", "[]", "")) {
            telnyxApi.getAll(aResponse().withStatus(502).withBody(unclear));
            assertThat(call("GET", "/v2/messaging_profiles/" + ID, KEY, "").statusCode())
                    .isEqualTo(503);
        }
        telnyxApi.getAll(aResponse().withStatus(302).withHeader("Location", mediaHost.url("/elsewhere")));
        assertThat(call("GET", "/v2/messaging_profiles/" + ID, KEY, "").statusCode())
                .isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/detail_records, 404",
        "GET, /v2/messaging_optouts, 404",
        "GET, /v2/account/detail_records, 404",
        "GET, /v2/account, 404",
        "GET, /v2/messaging_profiles_too, 404",
        "GET, /v2/messaging_profiles/a/b/c, 404",
        "GET, /v2/messaging_profiles/a%2Fb, 404",
        "GET, /v2/messaging_profiles/..%2F..%2Fapi_keys, 404",
        "GET, /v2/messaging_profiles/a?b=%22%0d%0a, 200",
        "POST, /v2/messaging_profiles, 405",
        "PATCH, /v2/messaging_profiles/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5, 405",
        "DELETE, /v2/messaging_profiles/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5/, 405"
    })
    void nothingElseIsReadAndNothingIsChanged(String method, String path, int status) throws Exception {
        telnyxApi.getAll(okJson("{\"data\":[]}"));

        assertThat(call(method, path, KEY, "").statusCode()).isEqualTo(status);
        assertThat(call(method, path, "Bearer guess", "").statusCode()).isEqualTo(401);
        assertThat(telnyxApi.gets("/v2/messaging_profiles/a"))
                .allSatisfy(request -> assertThat(request.getUrl()).doesNotContain("?"));
    }

    // --- What is not there

    @ParameterizedTest
    @CsvSource({
        "GET, /v2, 404",
        "GET, /v2/, 404",
        "GET, /v2/nothing, 404",
        "POST, /v2/nothing/here, 404",
        "DELETE, /v2/messaging_profile, 404",
        "GET, /v2/messages, 404",
        "GET, /v2/messages/, 404",
        "GET, /v2/messages/no-id, 404",
        "GET, /v2/messages/no-id/, 404",
        "GET, /v2/messages/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5/more, 404",
        "GET, /v2/messages/group/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5, 404",
        "POST, /v2/messages/no_such_kind, 404",
        "POST, /v2/messages/rcs, 404",
        "POST, /v2/messages/whatsapp, 404",
        "POST, /v2/messages/rcs/, 404",
        "GET, /v2/a%00b, 404",
    })
    void whatIsNotThereIsNotFound(String method, String path, int status) throws Exception {
        HttpResponse<String> answer = call(method, path, KEY, "{}");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(code(answer)).isEqualTo("10005");
    }

    @Test
    void otherKindsOfMessagesSayWhereTheyAreSent() throws Exception {
        for (String kind : List.of("rcs", "whatsapp")) {
            assertThat(call("POST", "/v2/messages/" + kind, KEY, "{}").body()).contains("SMS and MMS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /v2/messages, POST",
        "DELETE, /v2/messages, POST",
        "PATCH, /v2/messages/, POST",
        "GET, /v2/messages/long_code, POST",
        "DELETE, /v2/messages/schedule, POST",
        "GET, /v2/messages/group_mms/, POST",
        "GET, /v2/messages/rcs, POST",
        "PUT, /v2/messages/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5, 'GET, DELETE'",
        "POST, /v2/messages/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5, 'GET, DELETE'",
        "PATCH, /v2/messages/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5/, 'GET, DELETE'",
        "POST, /v2/messages/group/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5, GET",
        "DELETE, /v2/messages/group/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5, GET",
    })
    void anotherMethodIsToldWhichOnesThereAre(String method, String path, String allowed) throws Exception {
        HttpResponse<String> answer = call(method, path, KEY, "{}");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow").orElse("").split(", "))
                .containsExactlyInAnyOrder(allowed.split(", "));
        assertThat(code(answer)).isEqualTo("10030");
    }

    @Test
    void headHasNoBody() throws Exception {
        HttpResponse<String> answer = call("HEAD", "/v2/messages", KEY, "");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/nothing",
        "PUT, /v2/messages",
        "GET, /v2/messages/long_code",
        "DELETE, /v2/messages/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5",
        "GET, /v2/messages/group/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5",
        "POST, /v2/messages/rcs",
        "POST, /v2/messages/",
    })
    void theKeyIsLookedAtFirst(String method, String path) throws Exception {
        for (String key : List.of("Bearer guess", "")) {
            HttpResponse<String> answer = call(method, path, key, "<xml/>", "content-type", "application/xml");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(code(answer)).isEqualTo("10009");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/xml",
                "text/plain",
                "text/plain; charset=utf-8",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "image/jpeg",
                "application/jsonp",
                "nonsense",
            })
    void whatIsNotCalledJsonIsToldSo(String type) throws Exception {
        HttpResponse<String> answer =
                call("POST", "/v2/messages", KEY, request("typed").toString(), "content-type", type);

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(code(answer)).isEqualTo("10029");
        assertThat(answer.body()).contains("Content-Type", "application/json");
        assertThat(telnyxApi.calls("typed")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "APPLICATION/JSON",
                "text/json",
                "application/vnd.telnyx+json",
                ""
            })
    void jsonByAnyOfItsNamesIsTaken(String type) throws Exception {
        String[] header = type.isEmpty() ? new String[0] : new String[] {"content-type", type};

        assertThat(call("POST", "/v2/messages", KEY, request("json").toString(), header)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void packedBodyIsNotTaken() throws Exception {
        HttpResponse<String> answer = call(
                "POST",
                "/v2/messages",
                KEY,
                request("packed").toString(),
                "content-type",
                "application/json",
                "content-encoding",
                "gzip");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("Content-Encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/messages", "/v2/messages/long_code", "/v2/nothing"})
    void whatIsTooLargeIsToldInTelnyxsShape(String path) {
        try (RawConnection connection = RawConnection.to(port)) {
            connection.write(RawConnection.head(
                            "POST %s HTTP/1.1".formatted(path),
                            "Authorization: " + KEY,
                            "Content-Type: application/json",
                            "Content-Length: 2200000")
                    + "\r\n{");

            assertThat(connection.status(Duration.ofSeconds(20))).isEqualTo(413);
            assertThat(connection.answer()).contains("application/json");
            assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(connection.answer()).contains("{\"errors\":[{\"code\":\"10015\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v2/%zz", "GET /v2/messages/%zz", "GET /v2/messages/..", "GET /v2//messages"})
    void aPathThatIsNoneIsJsonToo(String line) {
        for (String key : List.of(KEY, "Bearer guess")) {
            try (RawConnection connection = RawConnection.to(port)) {
                connection.write(
                        RawConnection.head(line + " HTTP/1.1", "Authorization: " + key, "Connection: close") + "\r\n");

                int status = connection.status(Duration.ofSeconds(20));
                assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
                assertThat(status).isIn(key.equals(KEY) ? List.of(400, 404) : List.of(401));
                assertThat(connection.answer()).contains("application/json", "{\"errors\":[{\"code\":\"1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/long_code"})
    void aSlashAtTheEndChangesNothing(String path) throws Exception {
        ObjectNode request = request("slash").put("from", "+13125550001");
        String id = json(call("POST", "/v2/messages%s/".formatted(path), KEY, request.toString()))
                .at("/data/id")
                .asText();

        HttpResponse<String> answer = call("GET", "/v2/messages/%s/".formatted(id), KEY, "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/data/id").asText()).isEqualTo(id);
    }

    // --- Groups

    @Test
    void aListOfRecipientsIsAGroup() throws Exception {
        ObjectNode request = request("to you all");
        request.putArray("to").add("+17735550002").add("+17735550003");

        JsonNode data = json(ask("/v2/messages", request)).path("data");

        assertThat(TelnyxSchema.errors("OutboundMessagePayload", data)).isEmpty();
        assertThat(data.path("type").asText()).isEqualTo("MMS");
        assertThat(data.path("to")).hasSize(2);
        assertThat(data.path("group_message_id")).isEqualTo(data.path("id"));
        await().untilAsserted(() -> assertThat(telnyxApi.requests())
                .anySatisfy(call -> assertThat(call.getUrl() + call.getBodyAsString())
                        .startsWith("/v2/messages/group_mms")
                        .contains("to you all")));
    }

    @Test
    void aMessageToOneHasNoGroup() {
        assertThat(message(send(request("to you alone"))).has("group_message_id"))
                .isFalse();
    }

    @Test
    void aGroupIsFoundByItsIdWithOneMessageForEachMember() throws Exception {
        ObjectNode request = request("found again");
        request.putArray("to").add("+17735550002").add("+17735550003");
        String id = json(ask("/v2/messages/group_mms", request)).at("/data/id").asText();
        String telnyxId = awaitState(id, "accepted").at("/mms_routes/telnyx_id").asText();

        for (String one : List.of(id, telnyxId)) {
            JsonNode data =
                    json(call("GET", "/v2/messages/group/" + one, KEY, "")).path("data");

            assertThat(data).hasSize(2).allSatisfy(message -> {
                assertThat(TelnyxSchema.errors("OutboundMessagePayload", message))
                        .isEmpty();
                assertThat(message.path("group_message_id").asText()).isEqualTo(id);
                assertThat(message.path("to")).hasSize(1);
            });
            assertThat(data.at("/1/to/0/phone_number").asText()).isEqualTo("+17735550003");
        }
    }

    @Test
    void aMessageToOneIsNoGroup() throws Exception {
        String id = send(request("no group"));

        HttpResponse<String> answer = call("GET", "/v2/messages/group/" + id, KEY, "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(code(answer)).isEqualTo("10005");
    }

    // --- Names as senders

    @Test
    void aNameSendsByItsOwnEndpoint() {
        ObjectNode request =
                request("from a name").put("from", "MyShop").put("messaging_profile_id", UUID.randomUUID() + "");

        JsonNode data =
                json(ask("/v2/messages/alphanumeric_sender_id", request)).path("data");

        assertThat(TelnyxSchema.errors("OutboundMessagePayload", data)).isEmpty();
        assertThat(data.path("type").asText()).isEqualTo("SMS");
        await().untilAsserted(() -> assertThat(telnyxApi.requests())
                .anySatisfy(call -> assertThat(call.getUrl() + call.getBodyAsString())
                        .startsWith("/v2/messages/alphanumeric_sender_id")
                        .contains("from a name")));
    }

    // --- The first answer

    @ParameterizedTest
    @CsvSource({
        "Hello, GSM-7, 5, 1",
        "Zażółć, UCS-2, 6, 1",
        "€uro, GSM-7, 4, 1",
        "👍, UCS-2, 2, 1",
    })
    void theFirstAnswerCountsTheText(String text, String encoding, int characters, int parts) {
        JsonNode data = json(ask("/v2/messages", request(text))).path("data");

        assertThat(TelnyxSchema.errors("OutboundMessagePayload", data)).isEmpty();
        assertThat(data.path("encoding").asText()).isEqualTo(encoding);
        assertThat(data.path("num_chars").asInt()).isEqualTo(characters);
        assertThat(data.path("parts").asInt()).isEqualTo(parts);
        assertThat(data.path("valid_until").isTextual()).isTrue();
    }

    @Test
    void aLongTextHasPartsAndAnMmsHasOne() {
        JsonNode sms = json(ask("/v2/messages", request("a".repeat(161)))).path("data");
        JsonNode mms = json(ask("/v2/messages", picture("a".repeat(161)))).path("data");

        assertThat(sms.path("parts").asInt()).isEqualTo(2);
        assertThat(mms.path("parts").asInt()).isEqualTo(1);
    }

    private HttpResponse<String> call(String method, String path, String key, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"));
        if (!key.isEmpty()) {
            request.header("authorization", key);
        }
        boolean typed = Arrays.asList(headers).contains("content-type");
        if (!typed && method.matches("PUT|PATCH")) {
            request.header("content-type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        request.uri(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        HttpResponse<String> answer =
                java.net.http.HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 400 && !answer.body().isEmpty()) {
            assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        }
        assertThat(TelnyxSchema.errorsOfAnswer(
                        method, answer.request().uri().getPath(), answer.statusCode(), answer.body()))
                .isEmpty();
        return answer;
    }

    private String code(HttpResponse<String> answer) {
        return json(answer).at("/errors/0/code").asText();
    }
}
