package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Telnyx's guide "Send &amp; Receive MMS" (developers.telnyx.com, Messaging), from its first line to its last: what each line says, and what
 * the gateway does. What it says of storage is StorageKeyTemplateTest and the tests of the stores.
 */
@Tag("one-camel")
class GuideTest extends GatewayTestSupport {
    private static final String PROFILE = "4001742b-90be-405d-b1b5-40a434f0ffec";
    private static final String OURS = "+18005550100";
    private static final String THEIRS = "+18005550101";
    private static final String KEY = "Bearer simulator";
    private static final Duration LONG = Duration.ofMinutes(1);

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "telnyx.mode", "simulator",
                "mms.reply.mode", "echo",
                "mms.public-url", "http://127.0.0.1:" + port,
                "mms.media.give-up-after", "1s"));
        Stream.of("telnyx.public-key", "telnyx.api-key").forEach(key -> settings.put(key, ""));
        return settings;
    }

    @AfterEach
    void accountAsNew() {
        account("{}");
    }

    // --- Prerequisites: a number with MMS

    @ParameterizedTest
    @ValueSource(strings = {"+13125550001", OURS, "24470"})
    void longCodesTollFreeNumbersAndShortCodesSendMms(String from) {
        assertThat(statuses(ended(sent(mms("photo.jpg").put("from", from))))).containsExactly("delivered");
    }

    @Test
    void otherNumbersDoNot() {
        HttpResponse<String> answer = send(mms("photo.jpg").put("to", "+447700900123"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/errors/0/code").asText()).startsWith("403");
    }

    // --- Send an MMS

    @Test
    void theFirstSampleIsTakenAndShowsIdAndStatus() {
        JsonNode data = sent(mms("photo.jpg").put("text", "Here's the photo you requested!"));

        assertThat(data.path("id").asText()).isNotEmpty();
        assertThat(data.at("/to/0/status").asText()).isEqualTo("queued");
        assertThat(data.path("type").asText()).isEqualTo("MMS");
    }

    @Test
    void thePlaceHolderOfASampleIsRefusedByTelnyxWithTheReason() {
        JsonNode message = ended(sent(mms("photo.jpg").put("messaging_profile_id", "YOUR_MESSAGING_PROFILE_ID")));

        assertThat(message.at("/mms_routes/state").asText()).isEqualTo("rejected");
        assertThat(message.at("/mms_routes/reason").asText()).contains("profile");
    }

    @Test
    void theSampleOfThreeFilesIsTakenWithAllThree() {
        JsonNode data = sent(mms("photo.jpg", "picture.png", "dance.gif").put("text", "Product photos attached"));

        assertThat(data.path("media").findValuesAsText("url")).hasSize(3);
        assertThat(phone(ended(data).path("id").asText()).path("media")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"10, 200", "11, 400"})
    void upToTenFilesAreInAMessage(int files, int status) {
        HttpResponse<String> answer = send(mms(IntStream.range(0, files)
                .mapToObj(file -> "photo.jpg?file=" + file)
                .toArray(String[]::new)));

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 400) {
            assertThat(json(answer).at("/errors/0/code").asText()).isEqualTo("40317");
            assertThat(json(answer).at("/errors/0/source/pointer").asText()).isEqualTo("/media_urls");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 500})
    void aUrlThatIsNotPublicIsFoundBeforeAndTheMessageFails(int status) {
        mediaHost.status("/private-" + status, status);

        JsonNode message = ended(sent(mms().set("media_urls", urls(mediaHost.url("/private-" + status)))));

        assertThat(findings(message)).contains("media-unreachable");
        assertThat(statuses(message)).containsExactly("sending_failed");
        assertThat(message.at("/mms_routes/reason").asText()).isNotEmpty();
    }

    // --- Receive an MMS, process it, reply with media

    @Test
    void whatComesInIsStoredWithItsTextAndItsType() {
        String id = order(
                "{\"text\":\"Check out this photo!\",\"media\":[\"photo.jpg\"],\"from\":\"%s\"}".formatted(THEIRS));
        JsonNode manifest = manifest(THEIRS, id);

        assertThat(manifest.path("text").asText()).isEqualTo("Check out this photo!");
        assertThat(manifest.at("/media/0/type").asText()).isEqualTo("image/jpeg");
        assertThat(manifest.at("/media/0/state").asText()).isEqualTo("stored");
    }

    @Test
    void theSenderGetsTheSameMediaBackOutOfTheStore() {
        order("{\"text\":\"Echo\",\"media\":[\"picture.png\"],\"from\":\"+13125550188\"}");

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(json(get(port, "/simulator/phone?to=%2B13125550188")))
                        .anySatisfy(reply ->
                                assertThat(reply.at("/media/0/type").asText()).isEqualTo("image/png")));
    }

    // --- Supported media types

    @ParameterizedTest
    @CsvSource({
        "photo.jpg,   image/jpeg",
        "picture.png, image/png",
        "dance.gif,   image/gif",
        "sample.bmp,  image/bmp",
        "sample.webp, image/webp",
        "clip.mp4,    video/mp4",
        "clip.3gp,    video/3gpp",
        "sample.mp3,  audio/mpeg",
        "voice.amr,   audio/amr",
        "sample.wav,  audio/wav",
        "sample.ogg,  audio/ogg",
        "contact.vcf, text/vcard",
        "menu.pdf,    application/pdf"
    })
    void eachTypeOfTheTableIsTaken(String name, String type) {
        serve("/types/" + name, type, MediaHost.sample(name));

        JsonNode message = ended(sent(mms().set("media_urls", urls(mediaHost.url("/types/" + name)))));

        assertThat(findings(message)).isSubsetOf("url-not-https");
        assertThat(statuses(message)).containsExactly("delivered");
    }

    /** Telnyx takes less than 1 MB for a message in all, so an image of 1 MB to the byte is one too many. */
    @ParameterizedTest
    @CsvSource({
        "image/jpeg,      999_999,   ''",
        "image/jpeg,      1_000_000, total-too-large",
        "image/jpeg,      1_000_001, item-too-large",
        "video/mp4,       600_000,   ''",
        "video/mp4,       600_001,   item-too-large",
        "audio/mpeg,      600_000,   ''",
        "audio/mpeg,      600_001,   item-too-large",
        "text/vcard,      600_000,   ''",
        "application/pdf, 600_001,   item-too-large"
    })
    void eachLimitOfTheTableIsToldBeforeItIsSent(String type, String size, String finding) {
        String path = "/limits/" + type + "/" + size;
        serve(path, type, new byte[Integer.parseInt(size.replace("_", ""))]);

        JsonNode message = ended(sent(mms().put("from", "+13125550001").set("media_urls", urls(mediaHost.url(path)))));

        if (finding.isEmpty()) {
            assertThat(findings(message)).containsExactly("url-not-https");
        } else {
            assertThat(findings(message)).contains(finding);
        }
    }

    // --- Troubleshooting

    /** "MMS sent but recipient receives SMS only". */
    @Test
    void whereTheRecipientGetsAnSmsOnlyTheMessageSaysSoAndWhy() {
        profile("{\"mms_fall_back_to_sms\":true}");
        mediaHost.status("/unreachable", 404);

        JsonNode message = ended(sent(mms().set("media_urls", urls(mediaHost.url("/unreachable")))));

        assertThat(message.at("/mms_routes/sent_as_sms").asBoolean()).isTrue();
        assertThat(findings(message)).contains("media-unreachable");
    }

    /** "Media too large". */
    @Test
    void whatIsTooLargeIsRefusedWithTheLimitAndTheFix() {
        serve("/too-large", "image/jpeg", new byte[1_000_001]);

        JsonNode message = ended(sent(mms().set("media_urls", urls(mediaHost.url("/too-large")))));

        assertThat(message.at("/mms_routes/code").asText()).isEqualTo("40317");
        assertThat(message.at("/mms_routes/reason").asText()).contains("1 MB");
    }

    /** "Inbound media URL returns 404". */
    @Test
    void anInboundUrlThatHasExpiredLeavesTheMessageAndTellsIt() {
        String id =
                order("{\"text\":\"Too late\",\"media\":[\"photo.jpg\"],\"fault\":\"gone\",\"from\":\"+13125550189\"}");
        JsonNode manifest = manifest("+13125550189", id);

        assertThat(manifest.path("text").asText()).isEqualTo("Too late");
        assertThat(manifest.path("complete").asBoolean(true)).isFalse();
        assertThat(manifest.at("/media/0/state").asText()).isEqualTo("unavailable");
    }

    /** "MMS not supported on my number". */
    @Test
    void aNumberWithoutMmsIsToldWithTheFix() {
        account("{\"numbers\":[{\"phone_number\":\"%s\",\"mms\":false}]}".formatted(OURS));

        JsonNode message = ended(sent(mms("photo.jpg")));

        assertThat(message.at("/mms_routes/code").asText()).isEqualTo("40308");
        assertThat(message.at("/mms_routes/reason").asText()).contains("MMS");
    }

    // ---

    /** The guide's request, with media of the simulator. */
    private ObjectNode mms(String... media) {
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("from", OURS)
                .put("to", THEIRS)
                .put("text", "The guide")
                .put("messaging_profile_id", PROFILE);
        request.set(
                "media_urls",
                urls(Arrays.stream(media)
                        .map(name -> "http://127.0.0.1:%d/simulator/media/none/8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5/%s"
                                .formatted(port, name))
                        .toArray(String[]::new)));
        return request;
    }

    private static ArrayNode urls(String... urls) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        Stream.of(urls).forEach(all::add);
        return all;
    }

    private HttpResponse<String> send(JsonNode request) {
        return post(port, "/v2/messages", request.toString(), "authorization", KEY);
    }

    private JsonNode sent(JsonNode request) {
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("data");
    }

    private JsonNode ended(JsonNode data) {
        String path = "/v2/messages/" + data.path("id").asText();
        return await().atMost(LONG)
                .until(
                        () -> json(get(port, path, "authorization", KEY)).path("data"),
                        message -> message.at("/mms_routes/state").asText().matches("finalized|rejected|failed"));
    }

    private static List<String> statuses(JsonNode message) {
        return message.path("to").findValuesAsText("status");
    }

    private static List<String> findings(JsonNode message) {
        return message.at("/mms_routes/checks").findValuesAsText("code");
    }

    private JsonNode phone(String id) {
        String telnyxId = json(get(port, "/v2/messages/" + id, "authorization", KEY))
                .at("/data/mms_routes/telnyx_id")
                .asText();
        for (JsonNode received : json(get(port, "/simulator/phone?to=%2B" + THEIRS.substring(1)))) {
            if (received.toString().contains(telnyxId)) {
                return received;
            }
        }
        throw new AssertionError("The phone has no " + telnyxId);
    }

    private String order(String order) {
        HttpResponse<String> answer = post(port, "/simulator/mms", order);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("messageId").asText();
    }

    private void account(String order) {
        assertThat(post(port, "/simulator/account", order).statusCode()).isEqualTo(200);
    }

    private void profile(String change) {
        String key = json(get(port, "/simulator/keys")).path("api_key").asText();
        try {
            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create("http://127.0.0.1:%d/simulator/v2/messaging_profiles/%s"
                                                            .formatted(port, PROFILE)))
                                            .headers(
                                                    "content-type",
                                                    "application/json",
                                                    "authorization",
                                                    "Bearer " + key)
                                            .method("PATCH", BodyPublishers.ofString(change))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void serve(String path, String type, byte[] bytes) {
        mediaHost.on(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
    }
}
