package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.ledger.FindStored;
import io.mmsroutes.ledger.Ledger;
import io.mmsroutes.ledger.StoredObject;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.LateLedger;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What came in waits for a ledger that is away, as it waits for a store. */
class DeliveryWithoutLedgerTest extends GatewayTestSupport {
    private final LateLedger ledger = new LateLedger();

    @Override
    protected Map<String, String> settings() {
        return ledger.settings();
    }

    @AfterAll
    void stopLedger() throws IOException {
        ledger.close();
    }

    @Test
    void messageIsDeliveredOnceTheLedgerIsBack() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        byte[] photo = MediaHost.sample("photo.jpg");
        mediaHost
                .serve("/there", photo)
                .on("/late", exchange -> MediaHost.answer(exchange, calls.incrementAndGet() < 3 ? 404 : 200, photo));
        Events event = Events.received().media(mediaHost.url("/there")).media(mediaHost.url("/late"));

        telnyx.post(event.json());
        manifest(event.messageId());
        await().during(Duration.ofSeconds(2)).until(() -> messages("delivered") == 0);
        ledger.bringBack();

        await().atMost(Duration.ofSeconds(60)).until(() -> messages("delivered") == 1);
        assertThat(messages("postponed")).isGreaterThan(2);
        assertThat(mediaHost.asked("/there")).isEqualTo(1);
        assertThat(deadLetters().path("count").asInt()).isZero();
        assertThat(stored())
                .extracting(object -> object.location().replaceFirst(".*/", ""))
                .containsExactlyInAnyOrder("0.jpg", "1.jpg", "message.json");
    }

    private double messages(String outcome) {
        return metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"%s\"".formatted(outcome));
    }

    private List<StoredObject> stored() {
        Ledger found = context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
        return new FindStored(found).of(new PhoneNumber(Events.SENDER));
    }
}
