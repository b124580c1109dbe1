package io.mmsroutes.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.http.Fault;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.text.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A call whose answer was lost is settled by what Telnyx says later, or by policy; never by sending again. */
class ReconcileUnknownRouteTest extends SendingTestSupport {
    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.send.reconcile-interval", "200ms");
        settings.put("mms.send.unknown-after", "4s");
        return settings;
    }

    @Test
    void receiptSettlesIt() {
        String id = lost("settled by receipt");
        Events receipt = Events.receipt("message.finalized", TO, "delivered", id);

        telnyx.deliver(receipt.json());

        JsonNode message = awaitState(id, "finalized");
        assertThat(message.path("to").path(0).path("status").asText()).isEqualTo("delivered");
        assertThat(message.path("mms_routes").path("telnyx_id").asText()).isEqualTo(receipt.messageId());
    }

    @Test
    void referenceInTheUnsignedQueryCountsForNothing() {
        String id = lost("forged");

        telnyx.post(Events.of("message.finalized").json(), "?ref=" + id);

        Awaitility.await()
                .during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(state(id)).isEqualTo("unknown"));
    }

    @Test
    void oneRecordThatCanOnlyBeOursSettlesIt() {
        String from = "+18885550031";
        JsonNode record = Json.MAPPER
                .createObjectNode()
                .put("record_type", "message_detail_record")
                .put("uuid", "2b6f4c1e-0000-4000-8000-000000000031")
                .put("cli", from)
                .put("cld", TO)
                .put("status", "delivered")
                .put("message_type", "SMS")
                .put("created_at", Instant.now().toString())
                .put("completed_at", Instant.now().toString());
        telnyxApi.get(
                "/detail_records",
                Json.MAPPER
                        .createObjectNode()
                        .set("data", Json.MAPPER.createArrayNode().add(record))
                        .toString());
        telnyxApi.answer("settled by record", aResponse().withFault(Fault.EMPTY_RESPONSE));

        String id = send(request("settled by record").put("from", from));

        JsonNode message = awaitState(id, "finalized");
        assertThat(message.path("to").path(0).path("status").asText()).isEqualTo("delivered");
        assertThat(telnyxApi.calls("settled by record")).hasSize(1);
    }

    @Test
    void whatNobodyCanTellIsParkedForAPerson() {
        String id = lost("parked");

        JsonNode message = awaitState(id, "parked");

        assertThat(message.path("mms_routes").path("reason").asText()).contains("portal");
        assertThat(telnyxApi.calls("parked")).hasSize(1);
        Awaitility.await()
                .untilAsserted(() -> assertThat(metric("mms_outbound_messages{state=\"parked\""))
                        .isPositive());
    }

    private String lost(String text) {
        telnyxApi.answer(text, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        String id = send(request(text));
        awaitState(id, "unknown");
        return id;
    }
}
