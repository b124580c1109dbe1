package io.mmsroutes.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifest, the stored name, POST /media and the link that Telnyx opens say the same of one file. */
class StoredTypeRouteTest extends SendingTestSupport {
    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource({
        "film-isom.mp4, video/mp4, video/mp4, video, mp4",
        "voice-iso6.mp4, audio/mp4, audio/mp4, audio, m4a",
        "film-qt.mov, VIDEO/QuickTime, video/quicktime, video, mov",
        "voice-3gp4.3gp, audio/3gpp, audio/3gpp, audio, 3gp",
        "voice-opus.opus, audio/ogg; codecs=opus, audio/ogg, audio, ogg",
        "film-vp8.webm, video/webm, video/webm, video, webm",
        "voice-alac.caf, application/octet-stream, audio/x-caf, audio, caf",
        "picture-mif1.heic, image/heif, image/heic, image, heic",
        "picture-cmyk.jpg, IMAGE/PJPEG; charset=utf-8, image/jpeg, image, jpg",
        "words-GIF89a.txt, text/plain, text/plain, document, txt",
        "words-utf-16-le.txt, text/plain; charset=utf-8, text/plain, document, txt",
        "card-utf-16.vcf, text/x-vCard, text/vcard, document, vcf"
    })
    void allOfThemAgree(String name, String declared, String type, String kind, String extension) throws Exception {
        byte[] bytes = Files.readAllBytes(MediaHost.madeFolder().resolve(name));
        Events event = receive(name, bytes, declared);

        JsonNode item = notedManifest(Events.SENDER, event.messageId()).at("/media/0");
        JsonNode upload = upload(bytes, declared);
        String key = "mms/%s/%s/0.%s".formatted(Events.SENDER, event.messageId(), extension);

        assertThat(item.path("type").asText()).isEqualTo(type);
        assertThat(item.path("kind").asText()).isEqualTo(kind);
        assertThat(item.has("mismatches")).as(item.toString()).isFalse();
        assertThat(dataDir.resolve(key)).hasBinaryContent(bytes);
        assertThat(upload.path("content_type").asText()).isEqualTo(type);
        assertThat(upload.path("reference").asText()).endsWith("." + extension);
        assertThat(typeOfLink("stored:" + key)).isEqualTo(type);
        assertThat(typeOfLink(upload.path("reference").asText())).isEqualTo(type);
    }

    @Test
    void declaredTypesBecomeNoMetric() throws IOException {
        byte[] text = "See you at five".getBytes(UTF_8);
        for (int i = 0; i < 20; i++) {
            manifest(receive("made-up-" + i, text, "text/x-made-up-" + i).messageId());
        }

        String metrics = get(managementPort, "/observe/metrics").body();

        assertThat(metrics).contains("mms_media_stored_total").doesNotContain("made-up");
    }

    private Events receive(String path, byte[] bytes, String declared) {
        mediaHost.serve("/" + path, bytes);
        Events event = Events.received().media(mediaHost.url("/" + path));
        ((ObjectNode) event.payload().at("/media/0")).put("content_type", declared);
        telnyx.deliver(event.json());
        return event;
    }

    private JsonNode upload(byte[] bytes, String declared) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/media".formatted(port)))
                .header("authorization", "Bearer " + API_KEY)
                .header("content-type", declared)
                .POST(BodyPublishers.ofByteArray(bytes));
        return json(Http.send(client, request)).path("data");
    }

    private String typeOfLink(String reference) throws Exception {
        String text = "link " + UUID.randomUUID();
        ObjectNode request = request(text);
        request.putArray("media_urls").add(reference);
        send(request);
        await().until(() -> !telnyxApi.calls(text).isEmpty());
        URI link = URI.create(
                telnyxApi.calls(text).get(0).path("media_urls").path(0).asText());
        return client.send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding())
                .headers()
                .firstValue("content-type")
                .orElse("");
    }
}
