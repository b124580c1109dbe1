package io.mmsroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.NodeProject;
import io.mmsroutes.text.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The console of a gateway whose senders are hostile and whose media are missing, in a real browser. */
@Tag("one-camel")
class ConsoleMediaTest extends GatewayTestSupport {
    private static final String EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    private static final List<String> SCENARIOS =
            List.of("hostile-content-runs-nothing", "fetch-again-completes", "double-click-replays-once");

    private final AtomicBoolean isThere = new AtomicBoolean();
    private JsonNode results = Json.MAPPER.missingNode();

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.media.give-up-after", "2s");
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

    /** The browser runs once, for all tests, when all messages have come. */
    private JsonNode results() {
        if (results.isMissingNode()) {
            receive();
            results = NodeProject.run(
                            "console-gateway.mjs",
                            Map.of(
                                    "CHROMIUM",
                                    NodeProject.chromium().orElseThrow().toString(),
                                    "CONSOLE_URL",
                                    "http://127.0.0.1:%s".formatted(managementPort),
                                    "HEAL_URL",
                                    mediaHost.url("/heal"),
                                    "KEY",
                                    ADMIN_KEY,
                                    "ONLY",
                                    String.join(",", SCENARIOS)))
                    .path("results");
        }
        return results;
    }

    private void receive() {
        mediaHost.serve("/page.html", bytes("<!doctype html><script>alert(3)</script>"));
        mediaHost.serve(
                "/picture.svg",
                bytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(4)'><script>alert(5)</script></svg>"));
        mediaHost.on(
                "/late.jpg",
                exchange -> MediaHost.answer(exchange, isThere.get() ? 200 : 404, MediaHost.sample("photo.jpg")));
        mediaHost.on("/heal", exchange -> {
            isThere.set(true);
            MediaHost.answer(exchange, 200, bytes("healed"));
        });
        Events hostile = Events.received().media(mediaHost.url("/page.html")).media(mediaHost.url("/picture.svg"));
        hostile.payload().put("text", EVIL).put("subject", EVIL);
        telnyx.deliver(hostile.json());
        telnyx.deliver(Events.received().media(mediaHost.url("/late.jpg")).json());
        telnyx.deliver("{\"data\":\"no event\"}");
        telnyx.deliver("{\"data\":\"nor this\"}");
        // The message that lacks a picture is a dead letter, too.
        await().atMost(Duration.ofMinutes(1))
                .until(() -> deadLetters().path("count").asInt() == 3);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
