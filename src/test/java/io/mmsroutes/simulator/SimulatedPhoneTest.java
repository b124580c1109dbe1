package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

/** What the gateway sends comes to a phone, which fetches its media. */
class SimulatedPhoneTest extends GatewayTestSupport {
    private static final byte[] PHOTO = MediaHost.sample("photo.jpg");

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of("telnyx.mode", "simulator", "mms.send.preflight", "off"));
        Stream.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @Test
    void whatIsSentComesToThePhoneWithItsMedia() throws IOException {
        String url = "http://127.0.0.1:%d/simulator/media/none/%s/photo.jpg".formatted(port, UUID.randomUUID());
        ObjectNode request = request("+13125550401", "Look").put("subject", "Photo");
        request.putArray("media_urls").add(url);

        HttpResponse<String> answer =
                post(port, "/v2/messages", request.toString(), "authorization", "Bearer simulator");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode message = received("+13125550401");
        JsonNode piece = message.at("/media/0");
        assertThat(message.path("type").asText()).isEqualTo("MMS");
        assertThat(message.path("from").asText()).isEqualTo("+18885550001");
        assertThat(message.at("/to/0").asText()).isEqualTo("+13125550401");
        assertThat(message.path("text").asText()).isEqualTo("Look");
        assertThat(message.path("subject").asText()).isEqualTo("Photo");
        assertThat(message.hasNonNull("at")).isTrue();
        assertThat(piece.path("url").asText()).isEqualTo(url);
        assertThat(piece.path("type").asText()).isEqualTo("image/jpeg");
        assertThat(piece.path("size").asInt()).isEqualTo(PHOTO.length);
        assertThat(piece.path("sha256").asText()).isEqualTo(DigestUtils.sha256Hex(PHOTO));
        assertThat(piece.has("problem")).isFalse();
        Path file = Path.of(piece.path("file").asText());
        assertThat(file)
                .hasBinaryContent(PHOTO)
                .isEqualTo(dataDir.resolve(
                        "simulator/phone/%s/0.jpg".formatted(message.path("id").asText())));
    }

    @Test
    void whatCannotBeFetchedIsListedWithTheReasonAndTheRestIsKept() {
        mediaHost
                .serve("/good", PHOTO)
                .status("/gone", 404)
                .on("/moved", exchange -> {
                    exchange.getResponseHeaders().set("Location", mediaHost.url("/good"));
                    MediaHost.answer(exchange, 302, new byte[0]);
                })
                .on("/huge", exchange -> MediaHost.answer(exchange, 200, new byte[11 * 1024 * 1024]));
        ObjectNode request = request("+13125550402", "problems");
        ArrayNode urls = request.putArray("media_urls");
        Stream.of("/gone", "/moved", "/huge", "/good?a=b%20c&d=%2B")
                .map(mediaHost::url)
                .forEach(urls::add);
        urls.add("http://127.0.0.1:1/nobody");
        urls.add("http://[nonsense");

        String id = take(request);

        JsonNode media = received("+13125550402").path("media");
        assertThat(received("+13125550402").path("status").asText()).isEqualTo("sending_failed");
        await().atMost(Duration.ofSeconds(60)).until(() -> status(id).equals("sending_failed"));
        assertThat(media.findValuesAsText("problem"))
                .startsWith("http-404", "http-302", "too-large")
                .filteredOn(problem -> problem.startsWith("no-answer: "))
                .isNotEmpty();
        assertThat(media.path(3).path("size").asInt()).isEqualTo(PHOTO.length);
        assertThat(media.path(4).path("problem").asText()).startsWith("no-answer: ");
        assertThat(mediaHost.asked("/good")).isEqualTo(1);
        assertThat(files(received("+13125550402"))).containsExactly("3.bin");
    }

    @Test
    void aLinkThatExpiresIsThereOnce() {
        String url = "http://127.0.0.1:%d/simulator/media/expires/%s/photo.jpg".formatted(port, UUID.randomUUID());
        ObjectNode request = request("+13125550403", "twice");
        request.putArray("media_urls").add(url).add(url);

        take(request);

        JsonNode media = received("+13125550403").path("media");
        assertThat(media.path(0).path("sha256").asText()).isEqualTo(DigestUtils.sha256Hex(PHOTO));
        assertThat(media.path(1).path("problem").asText()).isEqualTo("http-403");
    }

    @Test
    void groupsAndWordsComeTooAndTheNewestIsFirst() {
        ObjectNode group =
                Json.MAPPER.createObjectNode().put("from", "+18885550001").put("text", "all");
        group.putArray("to").add("+13125550404").add("+13125550405");
        take("/group_mms", group);
        received("+13125550405");
        take(request("+13125550404", "you"));
        await().until(() -> phone("?to=%2B13125550404").size() == 2);

        JsonNode both = phone("?to=+13125550404");

        assertThat(both.path(0).path("text").asText()).isEqualTo("you");
        assertThat(both.path(0).path("type").asText()).isEqualTo("SMS");
        assertThat(both.path(1).path("to")).hasSize(2);
    }

    @Test
    void whatEndsBadlyNeverComes() {
        take(request("+13125550406", "[receipts:failed] lost"));
        take(request("+13125550407", "[fault:media-unreachable] lost"));
        take(request("+13125550408", "after them"));

        received("+13125550408");

        assertThat(phone("?to=+13125550406")).isEmpty();
        assertThat(phone("?to=+13125550407")).isEmpty();
    }

    @Test
    void anSmsThatWasMadeOfAnMmsHasALinkThatNobodyFetches() {
        mediaHost.serve("/linked", PHOTO);
        ObjectNode request = request("+13125550409", "[receipts:as-sms] link");
        request.putArray("media_urls").add(mediaHost.url("/linked"));

        take(request);

        JsonNode message = received("+13125550409");
        assertThat(message.path("type").asText()).isEqualTo("SMS");
        assertThat(message.at("/media/0/problem").asText()).isEqualTo("sent-as-sms");
        assertThat(mediaHost.asked("/linked")).isZero();
    }

    @Test
    void theApiWaitsForNoMediaHost() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        mediaHost.on("/never", exchange -> {
            asked.countDown();
            awaitQuietly(release);
            MediaHost.answer(exchange, 200, PHOTO);
        });
        ObjectNode request = request("+13125550410", "slow picture");
        request.putArray("media_urls").add(mediaHost.url("/never"));
        String id = take(request);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        String other = take(request("+13125550411", "no picture"));
        await().atMost(Duration.ofSeconds(60)).until(() -> status(other).equals("delivered"));
        assertThat(status(id)).isEqualTo("sending");
        assertThat(phone("?to=+13125550410")).isEmpty();
        release.countDown();

        assertThat(received("+13125550410").at("/media/0/size").asInt()).isEqualTo(PHOTO.length);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ObjectNode request(String to, String text) {
        return Json.MAPPER
                .createObjectNode()
                .put("from", "+18885550001")
                .put("to", to)
                .put("text", text);
    }

    private String take(ObjectNode request) {
        return take("", request);
    }

    private String take(String path, ObjectNode request) {
        HttpResponse<String> answer =
                post(port, "/simulator/v2/messages" + path, request.toString(), "authorization", key());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).at("/data/id").asText();
    }

    private String status(String id) {
        return json(get(port, "/simulator/v2/messages/" + id, "authorization", key()))
                .at("/data/to/0/status")
                .asText();
    }

    private String key() {
        return "Bearer " + json(get(port, "/simulator/keys")).path("api_key").asText();
    }

    private JsonNode phone(String query) {
        return json(get(port, "/simulator/phone" + query));
    }

    /** The one message that came to a number. */
    private JsonNode received(String to) {
        await().atMost(Duration.ofSeconds(60)).until(() -> !phone("?to=" + to).isEmpty());
        return phone("?to=" + to).path(0);
    }

    private Stream<String> files(JsonNode message) {
        Path folder =
                dataDir.resolve("simulator/phone").resolve(message.path("id").asText());
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
