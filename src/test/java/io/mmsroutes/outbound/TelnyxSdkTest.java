package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.NodeProject;
import io.mmsroutes.text.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that uses Telnyx's own SDK sends through the gateway when its base URL points here. Skipped where there is no
 * Node, or no way to get the SDK.
 */
@Tag("one-camel")
class TelnyxSdkTest extends GatewayTestSupport {
    private static final String API_KEY = "simulator";
    private static final String LOST = "The first answer is lost";

    private final Optional<String> obstacle = NodeProject.install();
    private JsonNode told = Json.MAPPER.missingNode();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of("telnyx.mode", "simulator"));
        List.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @BeforeEach
    void skipWhereItCannotRun() {
        obstacle.ifPresent(Assumptions::abort);
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
            told = NodeProject.run(
                    "send-mms.mjs",
                    Map.of(
                            "GATEWAY_URL",
                            "http://localhost:%d/v2".formatted(port),
                            "GATEWAY_KEY",
                            API_KEY,
                            "MEDIA_URL",
                            "http://127.0.0.1:%d/simulator/media/none/%s/photo.jpg"
                                    .formatted(port, UUID.randomUUID())));
        }
        return told;
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
