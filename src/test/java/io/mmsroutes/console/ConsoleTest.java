package io.mmsroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.NodeProject;
import io.mmsroutes.text.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The console of a gateway with its simulator, in a real browser; skipped as {@link ConsolePageTest} is. */
@Tag("one-camel")
class ConsoleTest extends GatewayTestSupport {
    private static final String READ_KEY = "look-only";
    private static final List<String> SCENARIOS = List.of(
            "wrong-key-and-logout",
            "an-ended-session",
            "nothing-without-session-or-header",
            "read-only",
            "a-simulated-mms-appears",
            "a-number-finds-its-messages",
            "an-answer-reaches-the-phone",
            "send-again-sends-once",
            "now-tells-how-it-is");

    private JsonNode results = Json.MAPPER.missingNode();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(
                Map.of("telnyx.mode", "simulator", "mms.admin-read-key", READ_KEY, "mms.send.unknown-after", "1s"));
        List.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @BeforeEach
    void skipWhereItCannotRun() {
        NodeProject.browserObstacle().ifPresent(Assumptions::abort);
    }

    @ParameterizedTest
    @FieldSource("SCENARIOS")
    void isAsItShouldBe(String scenario) {
        assertThat(results().path(scenario).asText("It did not run")).isEmpty();
    }

    /** The browser runs once, for all tests, after the first MMS of the simulator. */
    private JsonNode results() {
        if (results.isMissingNode()) {
            post(port, "/simulator/mms", "{}");
            await().atMost(Duration.ofMinutes(1)).until(() -> metric("mms_messages_total") > 0);
            results = NodeProject.run(
                            "console-gateway.mjs",
                            Map.of(
                                    "CHROMIUM",
                                    NodeProject.chromium().orElseThrow().toString(),
                                    "CONSOLE_URL",
                                    "http://127.0.0.1:%s".formatted(managementPort),
                                    "GATEWAY_URL",
                                    "http://127.0.0.1:%s".formatted(port),
                                    "KEY",
                                    ADMIN_KEY,
                                    "READ_KEY",
                                    READ_KEY,
                                    "ONLY",
                                    String.join(",", SCENARIOS)))
                    .path("results");
        }
        return results;
    }
}
