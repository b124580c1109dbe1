package io.mmsroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The life of a received message, as the console tells it. */
class ReceivedTimelineTest extends SendingTestSupport {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.reply.mode", "media");
        return settings;
    }

    @Test
    void itGoesFromItsComingOverEachAttemptToItsReply() {
        mediaHost.on(
                "/second.jpg",
                exchange -> MediaHost.answer(
                        exchange, asked.incrementAndGet() > 1 ? 200 : 503, MediaHost.sample("photo.jpg")));
        Events event = Events.received().media(mediaHost.url("/second.jpg"));
        telnyx.deliver(event.json());

        await().atMost(Duration.ofMinutes(1)).until(() -> changes(event).containsAll(List.of("delivered", "replied")));

        assertThat(changes(event).subList(0, 3)).containsExactly("received", "waiting", "stored");
        assertThat(changes(event)).hasSize(5);
        JsonNode life = show("/admin/v1/received/" + event.messageId()).path("timeline");
        assertThat(life.findValuesAsText("at").stream().map(Instant::parse)).isSorted();
        assertThat(life.at("/1/code").asText()).isEqualTo("media-pending");
        assertThat(life.at("/1/reason").asText()).isNotEmpty();
        assertThat(life.at("/2/reason").asText()).isEqualTo("2 files");
        String reply =
                life.path(changes(event).indexOf("replied")).path("reply").asText();
        assertThat(show("/admin/v1/sent/" + reply).at("/to/0/number").asText()).isEqualTo(Events.SENDER);
    }

    private List<String> changes(Events event) {
        return show("/admin/v1/received/" + event.messageId()).path("timeline").findValuesAsText("change");
    }

    private JsonNode show(String path) {
        HttpResponse<String> answer = get(managementPort, path, "authorization", "Bearer " + ADMIN_KEY);
        return json(answer);
    }
}
