package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.database.Database;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database knows what lies in stores, however far its message got. */
class IndexMessageTest extends GatewayTestSupport {
    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.media.give-up-after", "3s");
    }

    @BeforeEach
    void serve() {
        mediaHost.serve("/good", MediaHost.sample("photo.jpg")).status("/missing", 404);
    }

    @Test
    void messageThatWaitsIsKnownWithWhatItHasAlready() {
        Events event = from("+13125550101").media(mediaHost.url("/good")).media(mediaHost.url("/missing"));

        telnyx.deliver(event.json());

        await().untilAsserted(() -> assertThat(keys("+13125550101", event)).containsExactly("0.jpg"));
        assertThat(folder("+13125550101", event.messageId()).resolve("message.json"))
                .doesNotExist();
    }

    @Test
    void deliveredMessageWhoseCopyIsADeadLetterKeepsItsManifest() {
        Events event = from("+13125550102").media(mediaHost.url("/good")).media(mediaHost.url("/missing"));

        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().toString().contains(event.messageId()));

        assertThat(keys("+13125550102", event)).containsExactlyInAnyOrder("0.jpg", "message.json");
    }

    @Test
    void messageWithoutMediaIsKnownByItsManifest() {
        Events event = from("+13125550103");

        telnyx.deliver(event.json());

        await().untilAsserted(() -> assertThat(keys("+13125550103", event)).containsExactly("message.json"));
    }

    private static Events from(String sender) {
        Events event = Events.received();
        event.payload().putObject("from").put("phone_number", sender);
        return event;
    }

    private List<String> keys(String sender, Events event) {
        Database database = context().getRegistry().lookupByNameAndType("database", Database.class);
        return new StoredObjects(database)
                .of(new PhoneNumber(sender)).stream()
                        .filter(object -> object.messageId().equals(event.messageId()))
                        .map(object -> object.key().replaceFirst(".*/", ""))
                        .toList();
    }
}
