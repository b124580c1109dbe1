package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The stores that docs/kamelets.md shows, taken from there word for word. */
class DocumentedStoresTest extends GatewayTestSupport {
    private static final Pattern KAMELET =
            Pattern.compile("```yaml\\n(apiVersion: .*?name: (media-store-\\w+-sink)\\n.*?)```", Pattern.DOTALL);

    private final S3Server s3 = new S3Server(dataDir.resolve("s3"));

    @Override
    protected Map<String, String> settings() {
        putOnTheClassPath();
        Map<String, String> settings = new HashMap<>(s3.settings());
        settings.put("mms.store.default", "media-store-file-sink");
        settings.put("mms.store.image", "media-store-copy-sink");
        settings.put("mms.store.video", "media-store-http-sink?token=t&url=" + mediaHost.url("/files"));
        settings.put("mms.media.retry-max", "1s");
        return settings;
    }

    @AfterAll
    void stopServer() {
        s3.close();
    }

    @Test
    void aCopyLiesInBothStores() throws IOException {
        Events event = received("photo.jpg");

        String location = stored(event);

        byte[] photo = MediaHost.sample("photo.jpg");
        assertThat(location).startsWith("s3://");
        assertThat(s3.read(location).readAllBytes()).isEqualTo(photo);
        assertThat(folder(Events.SENDER, event.messageId()).resolve("0.jpg")).hasBinaryContent(photo);
    }

    @Test
    void bothCopiesAreErased() {
        String number = "+13125559999";
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg"));
        Events event = Events.received().media(mediaHost.url("/photo.jpg"));
        telnyx.deliver(event.json().replace(Events.SENDER, number));
        String location = notedManifest(number, event.messageId())
                .path("media")
                .path(0)
                .path("location")
                .asText();

        JsonNode report = json(post(
                port, "/admin/erase", "{\"number\":\"%s\"}".formatted(number), "authorization", "Bearer " + ADMIN_KEY));

        assertThat(report.path("stored").path("erased").asInt()).isEqualTo(2);
        assertThat(dataDir.resolve("mms").resolve(number)).doesNotExist();
        assertThatThrownBy(() -> s3.read(location).close()).hasMessageContaining("404");
    }

    @Test
    void whatIsNotKeptTwiceIsNotReportedKept() {
        s3.stop();
        Events event = received("photo.jpg");
        await().atMost(Duration.ofSeconds(60)).until(() -> metric("mms_media_failed_total") > 0);
        assertThat(folder(Events.SENDER, event.messageId()).resolve("message.json"))
                .doesNotExist();

        s3.restart();

        assertThat(stored(event)).startsWith("s3://");
    }

    @Test
    void theStoreForAnyServerThatTakesPutIsComplete() {
        AtomicReference<String> token = new AtomicReference<>();
        Events event = Events.received();
        mediaHost.on("/files/mms/%s/%s/0.mp4".formatted(Events.SENDER, event.messageId()), exchange -> {
            token.set(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            MediaHost.answer(exchange, 201, new byte[0]);
        });
        mediaHost.serve("/clip.mp4", MediaHost.sample("clip.mp4"));
        telnyx.deliver(event.media(mediaHost.url("/clip.mp4")).json());

        assertThat(stored(event)).startsWith(mediaHost.url("/files/mms/"));
        assertThat(token.get()).isEqualTo("PUT Bearer t");
    }

    private Events received(String sample) {
        mediaHost.serve("/" + sample, MediaHost.sample(sample));
        Events event = Events.received().media(mediaHost.url("/" + sample));
        telnyx.deliver(event.json());
        return event;
    }

    private String stored(Events event) {
        JsonNode item = manifest(event.messageId()).path("media").path(0);
        assertThat(item.path("state").asText()).isEqualTo("stored");
        return item.path("location").asText();
    }

    private static void putOnTheClassPath() {
        try {
            Path folder = Path.of(Objects.requireNonNull(DocumentedStoresTest.class.getResource(
                                    "/kamelets/media-store-silent-sink.kamelet.yaml"))
                            .toURI())
                    .resolveSibling("");
            KAMELET.matcher(Files.readString(Path.of("docs/kamelets.md")))
                    .results()
                    .forEach(found -> {
                        try {
                            Files.writeString(folder.resolve(found.group(2) + ".kamelet.yaml"), found.group(1));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
