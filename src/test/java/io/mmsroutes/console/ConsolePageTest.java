package io.mmsroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.NodeProject;
import io.mmsroutes.text.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page of the console in a real browser, against a gateway made of memory: {@code src/test/node/console.mjs}. Skipped
 * where there is no Node, no Chromium, or no way to get what drives it. Screenshots are in {@code
 * target/console-screenshots}.
 */
@Tag("one-camel")
class ConsolePageTest {
    private static final Set<String> SCENARIOS = Set.of(
            "wrong-key",
            "logout",
            "expiry",
            "session-ends-by-itself",
            "one-time-link",
            "read-only",
            "empty-inbox-teaches",
            "one-item-large",
            "addresses-and-back",
            "numbers-are-not-in-addresses",
            "hostile-content-runs-nothing",
            "fetch-again",
            "answer-with-files",
            "a-lost-answer-sends-once",
            "double-click-replays-once",
            "dead-letters-by-filter",
            "send-again-asks-and-acts-once",
            "opt-outs-and-erase",
            "database-unavailable",
            "gateway-unavailable",
            "updates-in-place",
            "polls-while-it-is-seen",
            "keyboard-only",
            "narrow",
            "accessible",
            "ten-thousand-messages",
            "screenshots");

    private static JsonNode results = Json.MAPPER.missingNode();

    @BeforeAll
    static void runAll() {
        NodeProject.install().ifPresent(Assumptions::abort);
        Optional<Path> chromium = NodeProject.chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "Chromium is not installed.");

        results = NodeProject.run(
                        "console.mjs",
                        Map.of(
                                "PROJECT", Path.of("").toAbsolutePath().toString(),
                                "CHROMIUM", chromium.orElseThrow().toString(),
                                "SHOTS",
                                        Path.of("target/console-screenshots")
                                                .toAbsolutePath()
                                                .toString()))
                .path("results");
    }

    static Set<String> scenarios() {
        return new TreeSet<>(SCENARIOS);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isAsItShouldBe(String scenario) {
        assertThat(results.path(scenario).asText("It did not run")).isEmpty();
    }

    @Test
    void runsNoScenarioThatIsNotListed() {
        Set<String> ran = new TreeSet<>();
        results.fieldNames().forEachRemaining(ran::add);

        assertThat(ran).isEqualTo(scenarios());
    }
}
