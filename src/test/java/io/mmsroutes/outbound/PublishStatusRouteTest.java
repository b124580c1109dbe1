package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishStatusRouteTest extends SendingTestSupport {
    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.jms.url", broker());
        settings.put("mms.receipt-sink", "message-sink-jms-sink?endpoint=jms:queue:mms.reports");
        return settings;
    }

    @Test
    void applicationHearsOfEveryChangeOfAMessage() throws IOException {
        String id = send(request("followed"));
        Events sent = Events.receipt("message.sent", TO, "sent", id);
        Events finalized = Events.receipt("message.finalized", TO, "delivered", id);

        assertThat(report(id, "accepted").path("data").path("id").asText()).isEqualTo(id);
        telnyx.deliver(sent.json());
        report(id, "sent");
        telnyx.deliver(finalized.json());
        JsonNode last = report(id, "finalized");

        assertThat(last.path("data").path("to").path(0).path("status").asText()).isEqualTo("delivered");
        assertThat(last.path("data").path("mms_routes").path("state").asText()).isEqualTo("finalized");
    }

    @Test
    void applicationHearsOfARefusalWithItsReason() throws IOException {
        telnyxApi.answer("never", TelnyxApi.error(400, "40310"));

        JsonNode report = report(send(request("never")), "rejected");

        assertThat(report.path("data").path("mms_routes").path("code").asText()).isEqualTo("40310");
    }

    /** The next report on your application's queue about this message; they come in order. */
    private JsonNode report(String id, String event) throws IOException {
        while (true) {
            byte[] body = consumer().receiveBody("jms:queue:mms.reports", 20_000, byte[].class);
            assertThat(body).as("a report of " + event).isNotNull();
            JsonNode report = Json.MAPPER.readTree(body);
            if (report.path("data").path("id").asText().equals(id)) {
                assertThat(report.path("event").asText()).isEqualTo(event);
                return report;
            }
        }
    }
}
