package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images have a folder of their own, all else the default one; another store is in use, has nothing, and counts who asks it. */
class NotedStoreTest extends BucketLinks {
    private static final String SMIL = "<smil><body><par dur='5s'><img src='photo.jpg'/></par></body></smil>";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.store.image", "media-store-file-sink?directory=" + dataDir.resolve("images"));
        settings.put("mms.store.video", "media-store-labelled-sink");
        settings.put("mms.store.also", "media-store-older-scripted-sink?to=mock:older");
        return settings;
    }

    @BeforeEach
    void countAnew() {
        older().reset();
    }

    @Test
    void storeIsNotedOfEverythingThatAMessageHasInStores() {
        String id = receiveWithLayout("photo.jpg", "contact.vcf", "clip.3gp");

        assertThat(noted(id))
                .containsExactly(
                        "0.smil media-store-file-sink",
                        "1.jpg media-store-file-sink",
                        "2.vcf media-store-file-sink",
                        "2.vcf.json media-store-file-sink",
                        "3.3gp media-store-labelled-sink",
                        "message.json media-store-file-sink");
    }

    @Test
    void nobodyElseIsAskedForALinkOrForTheBytes() {
        String id = receiveWithLayout("photo.jpg");

        String link = link("mms/%s/%s/1.jpg".formatted(Events.SENDER, id));

        assertThat(open(link).body()).isEqualTo(PHOTO);
        assertThat(open(link, "Range", "bytes=0-9").statusCode()).isEqualTo(206);
        assertThat(older().getExchanges()).isEmpty();
    }

    @Test
    void whatNobodyNotedIsLookedForInEveryStore() {
        String key = receive("photo.jpg");
        String link = link(key);
        for (String store : new String[] {null, "media-store-gone-sink", "media-store-older-scripted-sink"}) {
            database()
                    .sql("update stored_media set store = :store where storage_key = :key")
                    .param("store", store)
                    .param("key", key)
                    .update();

            assertThat(open(link).body()).isEqualTo(PHOTO);
            assertThat(link(key)).contains("/media/");
        }
        assertThat(older().getExchanges()).isNotEmpty();
    }

    @Test
    void whatIsGoneFromItsStoreIsMissingAfterTheOthersWereAsked() throws IOException {
        String key = receive("photo.jpg");
        String link = link(key);
        Files.delete(dataDir.resolve("images").resolve(key));

        assertThat(open(link).statusCode()).isEqualTo(404);
        assertThat(new String(open(link).body(), StandardCharsets.UTF_8)).contains("stored-missing");
        assertThat(older().getExchanges()).hasSize(2);
    }

    private MockEndpoint older() {
        return context().getEndpoint("mock:older", MockEndpoint.class);
    }

    private String receiveWithLayout(String... files) {
        Events event = Events.received();
        serve(event, "a.smil", SMIL.getBytes(StandardCharsets.UTF_8));
        for (String file : files) {
            serve(event, file, MediaHost.sample(file));
        }
        telnyx.deliver(event.json());
        Path manifest = folder(Events.SENDER, event.messageId()).resolve("message.json");
        await().until(() -> Files.exists(manifest)
                && noted(event.messageId()).stream().anyMatch(one -> one.startsWith("message.json")));
        return event.messageId();
    }

    private void serve(Events event, String name, byte[] bytes) {
        String path = "/%s/%s".formatted(event.messageId(), name);
        mediaHost.serve(path, bytes);
        event.media(mediaHost.url(path));
    }

    private List<String> noted(String id) {
        return database()
                .sql("select storage_key, store from stored_media where message_id = :id order by storage_key")
                .param("id", id)
                .query((row, index) ->
                        row.getString("storage_key").replaceFirst(".*/", "") + " " + row.getString("store"))
                .list();
    }
}
