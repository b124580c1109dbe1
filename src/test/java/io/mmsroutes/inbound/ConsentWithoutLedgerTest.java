package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.LateLedger;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A STOP waits for a ledger that is away, and is heeded before its media are. */
class ConsentWithoutLedgerTest extends GatewayTestSupport {
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
    void stopIsNotLost() throws IOException {
        mediaHost.serve("/with-stop", MediaHost.sample("photo.jpg"));
        Events event = Events.received().media(mediaHost.url("/with-stop"));
        event.payload().put("text", "STOP");

        telnyx.post(event.json());
        await().atMost(Duration.ofSeconds(60)).until(() -> messages("postponed") > 2);
        assertThat(mediaHost.asked("/with-stop")).isZero();
        ledger.bringBack();

        await().atMost(Duration.ofSeconds(60)).until(() -> messages("delivered") == 1);
        assertThat(database()
                        .sql("select number from opt_outs where opted_out")
                        .query(String.class)
                        .list())
                .containsExactly(Events.SENDER);
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    private double messages(String outcome) {
        return metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"%s\"".formatted(outcome));
    }
}
