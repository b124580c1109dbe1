package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.JavaSdk;
import io.mmsroutes.support.NodeProject;
import io.mmsroutes.support.WebhookSink;
import io.mmsroutes.text.Json;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that uses one of Telnyx's own SDKs sends through the gateway when its base URL points here. Skipped where there is no Node or
 * Maven, or no way to get the SDK. The Java SDK is the newest of Maven Central; newer ones are not published there.
 */
@Tag("one-camel")
class TelnyxSdkTest extends GatewayTestSupport {
    private static final String API_KEY = "simulator";
    private static final String TEXT = "Café";
    private static final String LOST = "The first answer is lost";

    /** What comes of each call by each client; {@code -} where it has no method for it. */
    private static final String MATRIX = """
            call           | Node 7.24                | Node 2.1                 | Java 2.8
            send           | MMS queued               | MMS queued               | MMS queued
            retrieve       | MMS delivered            | MMS delivered            | MMS delivered
            long_code      | SMS queued               | SMS queued               | SMS queued
            short_code     | SMS queued               | SMS queued               | SMS queued
            number_pool    | SMS queued               | SMS queued               | SMS queued
            group          | MMS queued queued        | MMS queued queued        | -
            group_members  | 2                        | -                        | -
            name           | SMS queued               | -                        | -
            schedule       | SMS scheduled            | SMS scheduled            | -
            cancel         | SMS cancelled            | -                        | -
            cancel_again   | SMS cancelled            | -                        | -
            cancel_unknown | 404 10005                | -                        | -
            whatsapp       | 404 10005                | -                        | -
            eleven_media   | 400 40317                | 400 40317                | 400 40317
            too_soon       | 400 10015                | 400 10015                | -
            wrong_key      | 401 10009                | 401 10009                | 401 10009
            unknown_id     | 404 10005                | 404 10005                | 404 10005
            elsewhere      | 404 10005                | 404 10005                | 404 10005
            webhook        | message.received Café    | message.received Café    | -
            relayed        | message.finalized Café   | message.finalized Café   | -
            webhook_forged | refused                  | refused                  | -
            webhook_late   | refused                  | refused                  | -
            reads_webhook  | -                        | -                        | message.received Café
            reads_relayed  | -                        | -                        | message.finalized Café
            """;

    private final Optional<String> obstacle = NodeProject.install();
    private final WebhookSink receiver = new WebhookSink();
    private final Map<String, JsonNode> came = new HashMap<>();
    private JsonNode told = Json.MAPPER.missingNode();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of("telnyx.mode", "simulator"));
        List.of("telnyx.public-key", "telnyx.api-key").forEach(key -> settings.put(key, ""));
        settings.put("mms.media.trusted-hosts", URI.create(receiver.url("")).getAuthority());
        return settings;
    }

    @AfterAll
    void stopReceiver() {
        receiver.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("calls")
    void everyClientGetsWhatTelnyxWouldAnswer(String client, String call, String expected) {
        JsonNode outcome = came(client).path(call);

        assertThat(outcome.asText("-")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Node 7.24", "Node 2.1", "Java 2.8"})
    void noCallOfAClientIsLeftOutOfTheMatrix(String client) {
        assertThat(came(client).fieldNames())
                .toIterable()
                .isSubsetOf(calls().filter(call -> call.get()[0].equals(client))
                        .map(call -> (String) call.get()[1])
                        .toList());
    }

    static Stream<Arguments> calls() {
        List<String[]> rows =
                MATRIX.lines().map(line -> line.strip().split("\\s*\\|\\s*")).toList();
        String[] clients = rows.get(0);
        return IntStream.range(1, clients.length)
                .boxed()
                .flatMap(
                        client -> rows.stream().skip(1).map(row -> Arguments.of(clients[client], row[0], row[client])));
    }

    @Test
    void sendsAnMms() {
        JsonNode message = told().path("first");

        assertThat(UUID.fromString(message.path("id").asText())).isNotNull();
        assertThat(message.path("type").asText()).isEqualTo("MMS");
        assertThat(status(message)).isEqualTo("queued");
    }

    @Test
    void hearsTheSameWhenItRepeatsAKey() {
        assertThat(told().path("again")).isEqualTo(told().path("first"));
        assertThat(taken("Sent by the SDK")).hasSize(1);
    }

    @Test
    void readsThatItWasDelivered() {
        JsonNode message = told().path("delivered");

        assertThat(message.path("id")).isEqualTo(told().path("first").path("id"));
        assertThat(status(message)).isEqualTo("delivered");
        assertThat(message.path("mms_routes").path("state").asText()).isEqualTo("finalized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"number_pool", "long_code", "short_code"})
    void sendsByEveryKindOfSender(String kind) {
        assertThat(told().path("kinds").path(kind).path("to"))
                .isNotEmpty()
                .allSatisfy(recipient ->
                        assertThat(recipient.path("status").asText()).isEqualTo("delivered"));
    }

    /** Of a member at another carrier Telnyx hears nothing: developers.telnyx.com, "Group messaging". */
    @Test
    void sendsToAGroupAndHearsOfTheMembersThatTelnyxHearsOf() {
        assertThat(told().path("kinds").path("group_mms").path("to").findValuesAsText("status"))
                .containsExactly("delivered", "unknown", "unknown");
    }

    @Test
    void repeatsByItselfWhenAnAnswerIsLostAndSendsOnce() {
        assertThat(told().path("lost").path("keys").toString()).isEqualTo("[\"order-2\",\"order-2\"]");
        assertThat(status(told().path("lost").path("data"))).isEqualTo("queued");
        assertThat(taken(LOST)).hasSize(1);
    }

    @Test
    void knowsEveryRefusalForWhatItIs() {
        assertThat(refusal("elevenMedia")).isEqualTo("BadRequestError 400 40317");
        assertThat(refusal("wrongKey")).isEqualTo("AuthenticationError 401 10009");
        assertThat(refusal("unknownId")).isEqualTo("NotFoundError 404 10005");
    }

    /** The script runs once, for all tests. */
    private JsonNode told() {
        if (told.isMissingNode()) {
            obstacle.ifPresent(Assumptions::abort);
            told = NodeProject.run("send-mms.mjs", environment());
        }
        return told;
    }

    /** Each program runs once, for all its calls. */
    private JsonNode came(String client) {
        Optional<String> missing = client.startsWith("Java") ? JavaSdk.install() : obstacle;
        missing.ifPresent(Assumptions::abort);
        return came.computeIfAbsent(client, unused -> {
            Map<String, String> environment = environment();
            environment.put(
                    "PUBLIC_KEY",
                    json(get(port, "/simulator/keys")).path("public_key").asText());
            environment.put("RECEIVED", received());
            environment.put("RECEIPT", receipt());
            environment.put("CLIENT", client.equals("Node 2.1") ? "telnyx-2" : "telnyx");
            return client.startsWith("Java")
                    ? JavaSdk.run("SdkMatrix.java", environment)
                    : NodeProject.run("sdk-matrix.mjs", environment);
        });
    }

    private Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "GATEWAY_URL",
                "http://localhost:%d/v2".formatted(port),
                "GATEWAY_KEY",
                API_KEY,
                "MEDIA_URL",
                "http://127.0.0.1:%d/simulator/media/none/%s/photo.jpg".formatted(port, UUID.randomUUID())));
    }

    /** A webhook that the simulator posts to a receiver by itself. */
    private String received() {
        ObjectNode order = Json.MAPPER.createObjectNode().put("text", TEXT).put("webhook", receiver.url("/inbound"));
        String id = json(post(port, "/simulator/mms", order.toString()))
                .path("messageId")
                .asText();
        return webhook(id, "message.received");
    }

    /** One that the gateway relays to the URL of a message. */
    private String receipt() {
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("from", "+18885550001")
                .put("to", "+17735550002")
                .put("text", TEXT)
                .put("webhook_url", receiver.url("/receipts"));
        String id = json(post(port, "/v2/messages", request.toString(), "authorization", "Bearer " + API_KEY))
                .at("/data/id")
                .asText();
        String telnyxId = await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> json(get(port, "/v2/messages/" + id, "authorization", "Bearer " + API_KEY))
                                .at("/data/mms_routes/telnyx_id")
                                .asText(),
                        known -> !known.isEmpty());
        return webhook(telnyxId, "message.finalized");
    }

    private String webhook(String messageId, String type) {
        WebhookSink.Delivery delivery = await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> receiver.about(messageId).stream()
                                .filter(one -> one.type().equals(type))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        return Json.MAPPER
                .createObjectNode()
                .put("body", delivery.body())
                .put("signature", delivery.signature())
                .put("timestamp", delivery.timestamp())
                .toString();
    }

    private String refusal(String what) {
        JsonNode failure = told().path("errors").path(what);
        return "%s %s %s"
                .formatted(
                        failure.path("name").asText(),
                        failure.path("status").asText(),
                        failure.path("errors").path(0).path("code").asText());
    }

    /** What the simulated Telnyx was truly given with this text. */
    private List<JsonNode> taken(String text) {
        told();
        return StreamSupport.stream(json(get(port, "/simulator/accepted")).spliterator(), false)
                .filter(request -> request.path("text").asText().equals(text))
                .toList();
    }

    private static String status(JsonNode message) {
        return message.path("to").path(0).path("status").asText();
    }
}
