package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway does the same wherever it stands: with its locale, its time zone, and the name of its folder. */
@Tag("one-camel")
class LocaleTest {
    private static final String API_KEY = "let-me-send-this";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Duser.language=ar -Duser.country=EG",
                "-Duser.language=th -Duser.country=TH -Duser.variant=TH -Duser.extensions=u-nu-thai -Duser.timezone=Asia/Kathmandu",
                "-Duser.language=tr -Duser.country=TR -Dfile.encoding=US-ASCII -Dsun.jnu.encoding=ANSI_X3.4-1968"
            })
    void aPictureComesAndGoesAsEverywhere(String options) throws Exception {
        int port = Ports.free();
        WebhookSender telnyx = new WebhookSender(port);
        Path data = folder.resolve("data of (this), one@");
        try (MediaHost media = new MediaHost();
                TelnyxApi api = new TelnyxApi()) {
            media.serve("/photo", MediaHost.sample("photo.jpg"));
            Map<String, String> settings = GatewayProcess.settings(data, port, media.address());
            settings.putAll(Map.of(
                    "telnyx.api-url",
                    api.url(),
                    "mms.api-key",
                    API_KEY + "\n",
                    "mms.public-url",
                    "http://127.0.0.1:" + port,
                    "mms.storage.key",
                    "mms/{year}/{month}/{day}/{message}/{index}.{ext}",
                    "mms.rate-limit.account",
                    "100/s",
                    "mms.rate-limit.toll-free",
                    "100/s"));
            try (GatewayProcess gateway =
                    GatewayProcess.startLight(settings, folder.resolve("log"), options.split(" "))) {
                gateway.awaitReady();
                assertThat(telnyx.post(Events.received()
                                        .media(media.url("/photo"))
                                        .json())
                                .statusCode())
                        .isEqualTo(200);

                String stored = stored(data);
                assertThat(stored).matches("mms/20\\d\\d/[01]\\d/[0-3]\\d/[ -~]+/0\\.jpg");
                assertThat(manifest(data).path("complete").asBoolean()).isTrue();

                send(port, "stored:" + stored);
                String link = link(api);
                HttpResponse<byte[]> part = http.send(
                        HttpRequest.newBuilder(URI.create(link))
                                .header("range", "bytes=0-3")
                                .build(),
                        BodyHandlers.ofByteArray());
                assertThat(part.statusCode()).isEqualTo(206);
                assertThat(part.headers().firstValue("content-range"))
                        .hasValue("bytes 0-3/" + MediaHost.sample("photo.jpg").length);
            }
        }
    }

    private void send(int port, String reference) throws Exception {
        String body = Json.MAPPER
                .createObjectNode()
                .put("from", "+18885550001")
                .put("to", "+17735550002")
                .put("text", "x")
                .set("media_urls", Json.MAPPER.createArrayNode().add(reference))
                .toString();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/v2/messages".formatted(port)))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + API_KEY)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String link(TelnyxApi api) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !api.calls("x").isEmpty());
        return api.calls("x").get(0).path("media_urls").path(0).asText();
    }

    private static String stored(Path data) throws Exception {
        return data.relativize(find(data, "0.jpg")).toString();
    }

    private static JsonNode manifest(Path data) throws Exception {
        return Json.MAPPER.readTree(Files.readString(find(data, "message.json"), StandardCharsets.UTF_8));
    }

    private static Path find(Path data, String name) {
        return await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> files(data, name), files -> !files.isEmpty())
                .get(0);
    }

    private static List<Path> files(Path data, String name) throws Exception {
        try (Stream<Path> files = Files.walk(data.resolve("mms"))) {
            return files.filter(file -> file.endsWith(name)).toList();
        }
    }
}
