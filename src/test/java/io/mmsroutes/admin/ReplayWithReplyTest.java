package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that your application did not take for too long: whoever sent them may have forgotten them, and gets no answer unasked. */
class ReplayWithReplyTest extends SendingTestSupport {
    private static final String APPLICATION = "/application";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("mms.media.give-up-after", "1s");
        settings.put("mms.message-sink", "message-sink-http-sink");
        settings.put("camel.kamelet.message-sink-http-sink.url", mediaHost.url(APPLICATION));
        settings.put("mms.reply.mode", "echo");
        settings.put("mms.reply.text", "Got ${variable.message.messageId}");
        return settings;
    }

    @BeforeEach
    void theApplicationIsShut() {
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg")).status(APPLICATION, 503);
    }

    @Test
    void replayedMessageIsNotAnswered() {
        Events event = dead();
        double before = outcome("replayed");

        replay("{\"messageId\":\"%s\"}".formatted(event.messageId()));

        await().until(() -> outcome("replayed") == before + 1);
        assertThat(telnyxApi.calls(event.messageId())).isEmpty();
    }

    @Test
    void replayedMessageIsAnsweredOnceWhereThatIsAskedFor() {
        Events event = dead();

        replay("{\"messageId\":\"%s\",\"reply\":true}".formatted(event.messageId()));

        await().until(() -> !telnyxApi.calls(event.messageId()).isEmpty());
        JsonNode reply = telnyxApi.calls(event.messageId()).get(0);
        assertThat(reply.path("to").asText()).isEqualTo(Events.SENDER);
        assertThat(reply.path("media_urls")).hasSize(1);

        double before = outcome("repeated");
        telnyx.deliver(Events.again(event).json());
        await().until(() -> outcome("repeated") == before + 1);
        assertThat(telnyxApi.calls(event.messageId())).hasSize(1);
    }

    private Events dead() {
        Events event = Events.received().media(mediaHost.url("/photo.jpg"));
        event.payload().put("text", "Look " + UUID.randomUUID());
        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().toString().contains(event.messageId()));
        return event;
    }

    private void replay(String request) {
        mediaHost.status(APPLICATION, 200);
        HttpResponse<String> answer = post(port, "/admin/replay", request, "authorization", "Bearer " + ADMIN_KEY);
        assertThat(json(answer).path("replayed").asInt()).isEqualTo(1);
    }

    private double outcome(String code) {
        return metric("mms_replies_total{camelContext=\"mms-routes\",outcome=\"%s\"".formatted(code));
    }
}
