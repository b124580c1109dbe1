package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import org.junit.jupiter.api.Test;

class ProcessReceiptRouteTest extends GatewayTestSupport {

    @Test
    void receiptsAreTakenOffTheirQueueAndCounted() {
        Events plain = Events.of("message.finalized");
        plain.payload().put("to", "+17735550002");

        telnyx.deliver(Events.of("message.sent").json());
        telnyx.deliver(plain.json());

        await().untilAsserted(() -> assertThat(metric("mms_receipts_total")).isEqualTo(2));
        assertThat(deadLetters().toString()).doesNotContain(plain.messageId());
    }

    @Test
    void aReceiptThatNobodyCanReadGoesToItsDeadLetters() {
        template().sendBody("queue:receipts", "nonsense");

        await().untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
            assertThat(letter.path("queue").asText()).isEqualTo("receipts");
            assertThat(letter.path("code").asText()).isEqualTo("event-unreadable");
        }));
    }
}
