package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Media out of the file store, which makes no links itself: the gateway's own. */
class LinkMediaTest extends SendingTestSupport {
    private static final byte[] PHOTO = MediaHost.sample("photo.jpg");

    private final HttpClient client = HttpClient.newHttpClient();
    private String key = "";
    private String link = "";

    @BeforeEach
    void receiveAPhotoAndSendItOnce() {
        if (!link.isEmpty()) {
            return;
        }
        mediaHost.serve("/in.jpg", PHOTO);
        Events event = Events.received().media(mediaHost.url("/in.jpg"));
        telnyx.deliver(event.json());
        notedManifest(Events.SENDER, event.messageId());
        key = "mms/%s/%s/0.jpg".formatted(Events.SENDER, event.messageId());
        link = linkOf(stored(key, "first link"));
    }

    @Test
    void telnyxGetsALinkAndTheCallerKeepsTheReference() {
        JsonNode message = message(send(stored(key, "shown")));

        assertThat(link)
                .startsWith("http://127.0.0.1:%d/media/".formatted(port))
                .doesNotContain("3125550001");
        assertThat(message.path("media").path(0).path("url").asText()).isEqualTo("stored:" + key);
    }

    @Test
    void linkOpensTheVeryBytes() {
        HttpResponse<byte[]> answer = open(link);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(PHOTO);
        assertThat(answer.headers().map())
                .containsEntry("content-type", List.of("image/jpeg"))
                .containsEntry("content-length", List.of(String.valueOf(PHOTO.length)))
                .containsEntry("accept-ranges", List.of("bytes"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .doesNotContainKeys("transfer-encoding", "mmslocation", "mmskey");
        assertThat(tag(answer)).matches("\"[0-9a-f]{64}\"");
    }

    @Test
    void headTellsTheSameWithoutTheBytes() throws Exception {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(URI.create(link))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(PHOTO.length);
        assertThat(answer.headers().firstValue("content-type")).hasValue("image/jpeg");
        assertThat(tag(answer)).isEqualTo(tag(open(link)));
    }

    @Test
    void partIsGiven() {
        HttpResponse<byte[]> answer = open(link, "Range", "bytes=100-299");

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("content-range")).hasValue("bytes 100-299/" + PHOTO.length);
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(200);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(PHOTO, 100, 300));
    }

    @Test
    void partBehindTheEndIsRefused() {
        HttpResponse<byte[]> answer = open(link, "Range", "bytes=%d-".formatted(PHOTO.length));

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("content-range")).hasValue("bytes */" + PHOTO.length);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void whoHasItAlreadyIsToldSo() {
        HttpResponse<byte[]> answer = open(link, "If-None-Match", "\"other\", " + tag(open(link)));

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void partOfWhatChangedIsTheWhole() {
        HttpResponse<byte[]> answer = open(link, "Range", "bytes=0-9", "If-Range", "\"older\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(PHOTO);
    }

    @Test
    void guessedAndAlteredTokensOpenNothing() {
        Random random = new Random(7);
        String token = link.substring(link.lastIndexOf('/') + 1);

        for (int i = 0; i < 500; i++) {
            StringBuilder altered = new StringBuilder(token);
            int at = random.nextInt(token.length());
            altered.setCharAt(at, token.charAt(at) == 'A' ? 'B' : 'A');
            HttpResponse<byte[]> answer = open(link.replace(token, altered));

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/media", "/media/", "/media/..", "/media/%2e%2e%2fapplication.properties", "/media/x"})
    void nothingIsListed(String path) {
        assertThat(get(port, path).statusCode()).isBetween(404, 405);
    }

    @Test
    void referenceToNothingIsRefusedAtTheDoor() {
        HttpResponse<String> answer =
                ask("/v2/messages", stored("mms/%s/nothing/0.jpg".formatted(Events.SENDER), "nothing"));

        JsonNode error = json(answer).path("errors").path(0);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(error.path("code").asText()).isEqualTo("10003");
        assertThat(error.path("source").path("pointer").asText()).isEqualTo("/media_urls/0");
        assertThat(error.path("detail").asText()).contains("is in no store").doesNotContain("3125550001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored:", "stored:a b", "stored:mms/../x?", "stored:https://example.com/?a=b"})
    void whatIsNoNameIsRefusedAtTheDoor(String reference) {
        ObjectNode request = request("no name");
        request.putArray("media_urls").add(reference);

        assertThat(ask("/v2/messages", request).statusCode()).isEqualTo(422);
    }

    @Test
    void manifestIsNoMedia() {
        String manifest = key.replace("0.jpg", "message.json");

        assertThat(ask("/v2/messages", stored(manifest, "manifest")).statusCode())
                .isEqualTo(422);
    }

    @Test
    void storedMediaAreNotLookedAtOverTheNetwork() {
        JsonNode message = awaitState(send(stored(key, "known")), "accepted");

        assertThat(message.path("mms_routes").path("checks")).isEmpty();
        assertThat(mediaHost.paths()).noneMatch(path -> path.contains("/media/"));
    }

    @Test
    void storedAndOtherMediaKeepTheirOrder() {
        ObjectNode request = request("in order");
        request.putArray("media_urls")
                .add(mediaHost.url("/first.jpg"))
                .add("stored:" + key)
                .add(mediaHost.url("/third.jpg"));
        send(request);

        JsonNode urls = call("in order").path("media_urls");
        assertThat(urls).hasSize(3);
        assertThat(urls.path(0).asText()).isEqualTo(mediaHost.url("/first.jpg"));
        assertThat(urls.path(1).asText()).contains("/media/");
        assertThat(urls.path(2).asText()).isEqualTo(mediaHost.url("/third.jpg"));
    }

    @Test
    void whatIsGoneFromTheStoreIsNotSent() throws IOException {
        mediaHost.serve("/gone.jpg", PHOTO);
        Events event = Events.received().media(mediaHost.url("/gone.jpg"));
        telnyx.deliver(event.json());
        notedManifest(Events.SENDER, event.messageId());
        Files.delete(folder(Events.SENDER, event.messageId()).resolve("0.jpg"));

        String id = send(stored("mms/%s/%s/0.jpg".formatted(Events.SENDER, event.messageId()), "gone"));

        JsonNode message = awaitState(id, "rejected");
        assertThat(message.path("mms_routes").path("code").asText()).isEqualTo("stored-missing");
        assertThat(telnyxApi.calls("gone")).isEmpty();
    }

    private static ObjectNode stored(String key, String text) {
        ObjectNode request = request(text);
        request.putArray("media_urls").add("stored:" + key);
        return request;
    }

    private String linkOf(ObjectNode request) {
        String text = request.path("text").asText() + UUID.randomUUID();
        send(request.put("text", text));
        return call(text).path("media_urls").path(0).asText();
    }

    private JsonNode call(String text) {
        await().until(() -> !telnyxApi.calls(text).isEmpty());
        return telnyxApi.calls(text).get(0);
    }

    private HttpResponse<byte[]> open(String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        try {
            return client.send(
                    headers.length == 0
                            ? request.build()
                            : request.headers(headers).build(),
                    BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String tag(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("etag").orElse("");
    }
}
