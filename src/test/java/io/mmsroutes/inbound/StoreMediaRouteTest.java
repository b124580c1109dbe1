package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The store of each kind is another one here: test Kamelets that say in the location which store they are. */
class StoreMediaRouteTest extends GatewayTestSupport {

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.store.image", "media-store-labelled-sink/images",
                "mms.store.video", "media-store-labelled-sink/videos",
                "mms.store.audio", "media-store-broken-sink",
                "mms.store.document", "media-store-labelled-sink/documents",
                "mms.store.other", "media-store-silent-sink",
                "mms.media.give-up-after", "1s");
    }

    @ParameterizedTest
    @CsvSource({"photo.jpg,images", "clip.mp4,videos", "menu.pdf,documents", "contact.vcf,documents"})
    void eachKindGoesToItsStoreByTheTypeFoundInTheBytes(String sample, String store) {
        JsonNode item = outcome(sample);

        assertThat(item.path("location").asText()).startsWith("label:%s/mms/".formatted(store));
    }

    @Test
    void aStoreThatFailsLeavesTheItemToBeTriedAgainAndThenSaysWhy() {
        JsonNode item = outcome("voice.amr");

        assertThat(item.path("state").asText()).isEqualTo("unavailable");
        assertThat(item.path("code").asText()).isEqualTo("store-failed");
        assertThat(item.path("reason").asText()).contains("disk on fire").doesNotContain(Events.SENDER);
        assertThat(item.path("attempts").asInt()).isGreaterThan(1);
    }

    @Test
    void aStoreThatDoesNotSayWhereIsNotBelieved() {
        assertThat(outcome("layout.smil").path("code").asText()).isEqualTo("store-silent");
    }

    private JsonNode outcome(String sample) {
        mediaHost.serve("/" + sample, MediaHost.sample(sample));
        Events event = Events.received().media(mediaHost.url("/" + sample), "application/whatever", 1, "00");
        telnyx.deliver(event.json());
        return manifest(event.messageId()).path("media").path(0);
    }
}
