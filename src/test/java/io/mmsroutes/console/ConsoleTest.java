package io.mmsroutes.console;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The console of a gateway with its simulator. */
@Tag("one-camel")
class ConsoleTest extends BrowserTestSupport {
    private static final String READ_KEY = "look-only";

    @Override
    List<String> scenarios() {
        return List.of(
                "wrong-key-and-logout",
                "an-ended-session",
                "nothing-without-session-or-header",
                "read-only",
                "a-simulated-mms-appears",
                "a-number-finds-its-messages",
                "filters-filter",
                "an-answer-reaches-the-phone",
                "send-again-sends-once",
                "now-tells-how-it-is");
    }

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(
                Map.of("telnyx.mode", "simulator", "mms.admin-read-key", READ_KEY, "mms.send.unknown-after", "1s"));
        List.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @Override
    Map<String, String> prepare() {
        post(port, "/simulator/mms", "{}");
        await().atMost(Duration.ofMinutes(1)).until(() -> metric("mms_messages_total") > 0);
        return Map.of("GATEWAY_URL", "http://127.0.0.1:%s".formatted(port), "READ_KEY", READ_KEY);
    }
}
