package io.mmsroutes.console;

import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;

/** The console of a gateway whose senders are hostile and whose media are missing. */
@Tag("one-camel")
class ConsoleMediaTest extends BrowserTestSupport {
    private static final String EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    private final AtomicBoolean isThere = new AtomicBoolean();

    @Override
    List<String> scenarios() {
        return List.of("hostile-content-runs-nothing", "fetch-again-completes", "double-click-replays-once");
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.media.give-up-after", "2s");
    }

    @Override
    Map<String, String> prepare() {
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
        return Map.of("HEAL_URL", mediaHost.url("/heal"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
