package io.mmsroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.NodeProject;
import io.mmsroutes.text.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The console of a gateway in a real browser: {@code src/test/node/console-gateway.mjs}. Skipped as {@link ConsolePageTest} is. */
abstract class BrowserTestSupport extends GatewayTestSupport {
    private JsonNode results = Json.MAPPER.missingNode();

    /** Names of scenarios. */
    abstract List<String> scenarios();

    /** Makes what the scenarios are to see, and returns what they are told besides. */
    abstract Map<String, String> prepare();

    @BeforeEach
    void skipWhereItCannotRun() {
        NodeProject.browserObstacle().ifPresent(Assumptions::abort);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isAsItShouldBe(String scenario) {
        assertThat(results().path(scenario).asText("It did not run")).isEmpty();
    }

    /** The browser runs once, for all tests. */
    private JsonNode results() {
        if (results.isMissingNode()) {
            Map<String, String> environment = new HashMap<>(prepare());
            environment.put("CHROMIUM", NodeProject.chromium().orElseThrow().toString());
            environment.put("CONSOLE_URL", "http://127.0.0.1:%s".formatted(managementPort));
            environment.put("KEY", ADMIN_KEY);
            environment.put("ONLY", String.join(",", scenarios()));
            results = NodeProject.run("console-gateway.mjs", environment).path("results");
        }
        return results;
    }
}
