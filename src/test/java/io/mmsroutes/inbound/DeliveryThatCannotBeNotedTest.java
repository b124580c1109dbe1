package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.database.Database;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.repository.StoredObjects.StoredObject;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A message of which cannot be noted what is stored waits, as it waits for a store. */
class DeliveryThatCannotBeNotedTest extends GatewayTestSupport {
    @Test
    void messageIsDeliveredOnceItIsNoted() {
        AtomicInteger calls = new AtomicInteger();
        byte[] photo = MediaHost.sample("photo.jpg");
        mediaHost
                .serve("/there", photo)
                .on("/late", exchange -> MediaHost.answer(exchange, calls.incrementAndGet() < 3 ? 404 : 200, photo));
        Events event = Events.received().media(mediaHost.url("/there")).media(mediaHost.url("/late"));

        database().sql("alter table stored_media rename to stored_media_away").update();

        telnyx.deliver(event.json());
        manifest(event.messageId());
        await().during(Duration.ofSeconds(2)).until(() -> messages("delivered") == 0);
        database().sql("alter table stored_media_away rename to stored_media").update();

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
        Database found = context().getRegistry().lookupByNameAndType("database", Database.class);
        return new StoredObjects(found).of(new PhoneNumber(Events.SENDER));
    }
}
