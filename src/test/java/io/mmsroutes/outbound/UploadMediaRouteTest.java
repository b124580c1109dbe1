package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Http;
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
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadMediaRouteTest extends SendingTestSupport {
    private static final byte[] PHOTO = MediaHost.sample("photo.jpg");

    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void spoolIsEmpty() throws IOException {
        try (Stream<Path> left = Files.list(dataDir.resolve("spool"))) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"photo.jpg, image/jpeg, jpg", "clip.mp4, video/mp4, mp4", "contact.vcf, text/vcard, vcf"})
    void fileIsKeptUnderItsHashAndCanBeReferredTo(String name, String type, String extension) {
        byte[] bytes = MediaHost.sample(name);

        HttpResponse<String> answer = upload(bytes, "application/octet-stream", API_KEY);

        JsonNode data = json(answer).path("data");
        String key = "uploads/%s.%s".formatted(DigestUtils.sha256Hex(bytes), extension);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(data.path("reference").asText()).isEqualTo("stored:" + key);
        assertThat(data.path("content_type").asText()).isEqualTo(type);
        assertThat(data.path("size").asInt()).isEqualTo(bytes.length);
        assertThat(data.path("sha256").asText()).isEqualTo(DigestUtils.sha256Hex(bytes));
        assertThat(dataDir.resolve(key)).hasBinaryContent(bytes);
    }

    @Test
    void uploadedFileReachesTelnyxByALink() throws Exception {
        String reference = json(upload(PHOTO, "image/jpeg", API_KEY))
                .path("data")
                .path("reference")
                .asText();
        ObjectNode request = request("with an upload");
        request.putArray("media_urls").add(reference);

        send(request);

        await().until(() -> !telnyxApi.calls("with an upload").isEmpty());
        URI link = URI.create(telnyxApi
                .calls("with an upload")
                .get(0)
                .path("media_urls")
                .path(0)
                .asText());
        assertThat(client.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(PHOTO);
    }

    @Test
    void sameFileTwiceIsOne() {
        String first = upload(PHOTO, "image/jpeg", API_KEY).body();
        String second = upload(PHOTO, null, API_KEY).body();

        assertThat(second).isEqualTo(first);
    }

    @Test
    void whatCarriersDoNotTakeIsKeptAndTold() {
        byte[] large = java.util.Arrays.copyOf(PHOTO, 1_020_000);

        JsonNode data = json(upload(large, "image/jpeg", API_KEY)).path("data");

        assertThat(data.path("checks").findValuesAsText("code")).contains("item-too-large");
    }

    @ParameterizedTest
    @CsvSource({"1048577, 413", "0, 400"})
    void sizeHasLimits(int size, int status) {
        assertThat(upload(new byte[size], "image/jpeg", API_KEY).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=x", "application/x-www-form-urlencoded"})
    void formIsRefused(String type) {
        assertThat(upload(PHOTO, type, API_KEY).statusCode()).isEqualTo(415);
    }

    @Test
    void wrongKeyIsRefused() {
        HttpResponse<String> answer = upload(PHOTO, "image/jpeg", "another");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("code").asText()).isEqualTo("key-wrong");
    }

    private HttpResponse<String> upload(byte[] bytes, @Nullable String type, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/media".formatted(port)))
                .header("authorization", "Bearer " + key)
                .POST(BodyPublishers.ofByteArray(bytes));
        return Http.send(client, type == null ? request : request.header("content-type", type));
    }
}
