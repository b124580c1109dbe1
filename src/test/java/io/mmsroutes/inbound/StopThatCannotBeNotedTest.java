package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A STOP that cannot be noted now waits, and is noted before its media are fetched. */
class StopThatCannotBeNotedTest extends GatewayTestSupport {
    @Test
    void stopIsNotLost() {
        mediaHost.serve("/with-stop", MediaHost.sample("photo.jpg"));
        Events event = Events.received().media(mediaHost.url("/with-stop"));
        event.payload().put("text", "STOP");

        database().sql("alter table opt_outs rename to opt_outs_away").update();

        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60)).until(() -> messages("postponed") > 2);
        assertThat(mediaHost.asked("/with-stop")).isZero();
        database().sql("alter table opt_outs_away rename to opt_outs").update();

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
