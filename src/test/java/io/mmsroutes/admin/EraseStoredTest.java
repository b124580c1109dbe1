package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.SpooledJson;
import io.mmsroutes.inbound.SpooledManifest;
import io.mmsroutes.inbound.TelnyxMetadata;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.repository.StoredObjects.StoredObject;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Images go to a store that cannot erase, documents to a folder of their own; another folder was used in former times. */
class EraseStoredTest extends GatewayTestSupport {
    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.store.image",
                "media-store-labelled-sink",
                "mms.store.document",
                "media-store-file-sink?directory=" + dataDir.resolve("documents"),
                "mms.store.also",
                "media-store-file-sink?directory=%s, media-store-silent-sink".formatted(dataDir.resolve("former")));
    }

    @Test
    void storeThatDoesNotSayItCanEraseIsNeverAskedTo() {
        String number = "+13125550201";
        receive(number, "photo.jpg");

        JsonNode stored = erase(number);

        // Asked, it would answer with the very location, as it does whatever it is asked.
        assertThat(stored.path("erased").asInt()).isEqualTo(1);
        assertThat(stored.path("left").asInt()).isEqualTo(1);
        assertThat(stored.path("notAsked").toString())
                .isEqualTo("[\"media-store-labelled-sink\",\"media-store-silent-sink\"]");
        assertThat(known(number)).singleElement().asString().startsWith("label:");
        assertThat(erase(number).path("left").asInt()).isEqualTo(1);
    }

    @Test
    void storeWithParametersIsAskedByThem() {
        String number = "+13125550202";
        receive(number, "menu.pdf");
        assertThat(dataDir.resolve("documents/mms").resolve(number)).exists();

        assertThat(erase(number).path("erased").asInt()).isEqualTo(2);
        assertThat(dataDir.resolve("documents/mms")).doesNotExist();
        assertThat(known(number)).isEmpty();
    }

    @Test
    void storeOfFormerTimesIsAskedToo() throws IOException {
        String number = "+13125550203";
        String key = "mms/%s/m/message.json".formatted(number);
        Path file = dataDir.resolve("former").resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}");
        record(number, key, file.toUri().toString());

        assertThat(erase(number).path("erased").asInt()).isEqualTo(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void whatLiesInAStoreThatNobodyNamesIsLeft() {
        String number = "+13125550204";
        record(number, "mms/%s/m/message.json".formatted(number), "s3://bucket/mms/message.json");

        assertThat(erase(number).path("left").asInt()).isEqualTo(1);
        assertThat(known(number)).containsExactly("s3://bucket/mms/message.json");
    }

    @Test
    void whatAStoreRefusesIsLeftAndTheOthersGo() {
        String number = "+13125550205";
        record(number, "../outside", "file:///outside");
        receive(number, "menu.pdf");

        JsonNode stored = erase(number);

        assertThat(stored.path("erased").asInt()).isEqualTo(2);
        assertThat(stored.path("left").asInt()).isEqualTo(1);
    }

    private void receive(String number, String sample) {
        int before = known(number).size();
        mediaHost.serve("/" + sample, MediaHost.sample(sample));
        Events event = Events.received().media(mediaHost.url("/" + sample));
        event.payload().putObject("from").put("phone_number", number);
        telnyx.deliver(event.json());
        await().until(() -> known(number).size() == before + 2);
    }

    private JsonNode erase(String number) {
        return json(post(
                        port,
                        "/admin/erase",
                        "{\"number\":\"%s\"}".formatted(number),
                        "authorization",
                        "Bearer " + ADMIN_KEY))
                .path("stored");
    }

    private List<String> known(String number) {
        return new StoredObjects(gateways())
                .of(new PhoneNumber(number)).stream()
                        .map(StoredObject::location)
                        .toList();
    }

    private void record(String number, String key, String location) {
        InboundMessage message = new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key"),
                "event",
                "m",
                "MMS",
                new PhoneNumber(number),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                TelnyxMetadata.NONE,
                new MessageKeys("{index}.{ext}", number, number),
                List.of());
        SpooledJson json = new SpooledJson(key, new File("message.json"), "", 0, "");
        new StoredObjects(gateways()).record(message, new SpooledManifest(json, null, location), null);
    }

    private Database gateways() {
        return context().getRegistry().lookupByNameAndType("database", Database.class);
    }
}
