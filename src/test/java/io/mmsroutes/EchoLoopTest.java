package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.GatewayHere;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way there and back in one gateway: a phone sends pictures and gets them back, though nobody else has them any more. */
@Tag("one-camel")
class EchoLoopTest {
    private static final List<String> PICTURES = List.of("photo.jpg", "picture.png", "dance.gif");
    private static final String PHONE = "+13125550601";
    private static final String OURS = "+18885550001";

    @TempDir
    private Path folder;

    private final int port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void phoneGetsItsPicturesBackThoughTheirLinksAreOver() {
        try (GatewayHere gateway = GatewayHere.start(settings()).awaitReady()) {
            String messageId = sendFromPhone().path("messageId").asText();
            await().atMost(Duration.ofSeconds(60)).until(() -> !phone().isEmpty());
            JsonNode reply = phone().path(0);

            assertThat(reply.path("type").asText()).isEqualTo("MMS");
            assertThat(reply.path("from").asText()).isEqualTo(OURS);
            assertThat(reply.path("text").asText()).isEqualTo("Thanks! Received 3 attachment(s).");
            assertThat(reply.path("media").findValuesAsText("problem")).isEmpty();
            assertThat(reply.path("media").findValuesAsText("sha256"))
                    .containsExactlyElementsOf(PICTURES.stream()
                            .map(MediaHost::sample)
                            .map(DigestUtils::sha256Hex)
                            .toList());
            assertThat(reply.path("media").findValuesAsText("url"))
                    .doesNotHaveDuplicates()
                    .allSatisfy(url -> assertThat(url).startsWith(url("/media/")));
            assertThat(PICTURES)
                    .extracting(name -> get("/simulator/media/expires/%s/%s".formatted(messageId, name))
                            .statusCode())
                    .containsOnly(403);
            await().during(Duration.ofSeconds(1)).until(() -> phone().size() == 1);
            assertThat(gateway.output()).doesNotContain(PHONE);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, "");
        settings.putAll(Map.of(
                "telnyx.mode", "simulator",
                // Of an account, left in the environment: the simulator uses neither.
                "telnyx.api-key", "KEY-OF-THE-ACCOUNT",
                "telnyx.api-url", "http://127.0.0.1:9/v2",
                "mms.reply.mode", "echo",
                "mms.rate-limit.account", "200/s",
                "mms.rate-limit.toll-free", "200/s"));
        return settings;
    }

    private JsonNode sendFromPhone() {
        ObjectNode order = Json.MAPPER
                .createObjectNode()
                .put("from", PHONE)
                .put("to", OURS)
                .put("fault", "expires");
        PICTURES.forEach(order.putArray("media")::add);
        return json(Http.send(
                http,
                HttpRequest.newBuilder(URI.create(url("/simulator/mms")))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(order.toString()))));
    }

    private JsonNode phone() {
        return json(get("/simulator/phone?to=" + PHONE));
    }

    private HttpResponse<String> get(String path) {
        return Http.send(http, HttpRequest.newBuilder(URI.create(url(path))));
    }

    private String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(port, path);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
