package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.WebhookSender;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The endpoints of Telnyx and of those who send on the HTTP server of a host, here netty-http, by setting alone. */
class OtherHttpServerTest extends SendingTestSupport {
    private final int other = Ports.free();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        String server = "netty-http:http://127.0.0.1:" + other;
        settings.put("mms.http.webhooks", server + "/webhooks?httpMethodRestrict=POST&muteException=true");
        settings.put(
                "mms.http.messages",
                server + "/v2/messages?matchOnUriPrefix=true&httpMethodRestrict=POST&muteException=true");
        return settings;
    }

    @Test
    void aSignedWebhookIsTakenAndAForgedOneIsNot() {
        WebhookSender there = new WebhookSender(other);
        Events event = Events.received();

        HttpResponse<String> forged = post(other, "/webhooks", event.json(), "telnyx-timestamp", "1");
        HttpResponse<String> signed = there.post(event.json());

        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(signed.statusCode()).isEqualTo(200);
        assertThat(signed.body()).contains("accepted");
        assertThat(manifest(event.messageId()).path("messageId").asText()).isEqualTo(event.messageId());
    }

    @Test
    void aRequestIsTakenByItsPathAndSent() {
        HttpResponse<String> taken =
                post(other, "/v2/messages", request("by netty").toString(), "authorization", "Bearer " + API_KEY);

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        String id = json(taken).path("data").path("id").asText();
        await().atMost(Duration.ofSeconds(60)).until(() -> state(id).equals("accepted"));
    }
}
