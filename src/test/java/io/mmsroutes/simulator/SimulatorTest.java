package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole gateway against its own simulator, as it runs in a checkout. */
class SimulatorTest extends GatewayTestSupport {
    private static final String DUPLICATES = "mms_webhooks_total{camelContext=\"mms-routes\",outcome=\"duplicate\"}";
    private static final String STORED_SOUNDS = "mms_media_stored_total{camelContext=\"mms-routes\",kind=\"audio\"}";
    private static final String ANY_MESSAGE = "11111111-2222-3333-4444-555555555555";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "telnyx.mode", "simulator",
                "mms.media.retry-max", "200ms",
                "mms.media.give-up-after", "8s",
                "mms.media.max-bytes", "200000",
                "mms.http.request-timeout", "30000"));
        Stream.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @Test
    void aFirstMmsArrivesByItself() {
        Path ofSender = dataDir.resolve("mms").resolve(Events.SENDER);
        await().atMost(Duration.ofSeconds(30)).until(() -> firstIn(ofSender).isPresent());

        JsonNode manifest = manifest(firstIn(ofSender).orElseThrow());

        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(hashes(manifest)).isEqualTo(hashesOf("photo.jpg", "picture.png", "contact.vcf"));
        assertThat(storedBytes(manifest))
                .containsExactly(
                        MediaHost.sample("photo.jpg"),
                        MediaHost.sample("picture.png"),
                        MediaHost.sample("contact.vcf"));
    }

    @Test
    void everySampleArrivesAsItIsAndIsKnownForWhatItIs() {
        String names = "clip.3gp,clip.mp4,contact.vcf,dance.gif,layout.smil,menu.pdf,photo.jpg,picture.png,voice.amr";

        JsonNode manifest = sent("+13125550100", "{\"media\":[\"%s\"]}".formatted(names.replace(",", "\",\"")));

        assertThat(hashes(manifest)).isEqualTo(hashesOf(names.split(",")));
        assertThat(manifest.path("media").findValues("mismatches")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"none, 1", "slow, 1", "redirect, 1", "not-found-first, 2"})
    void aFaultThatPassesEndsWithTheMediaStored(String fault, int attempts) {
        JsonNode manifest = sent("+13125550101", order(fault));

        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(hashes(manifest)).isEqualTo(hashesOf("photo.jpg", "contact.vcf"));
        assertThat(manifest.path("media").findValues("attempts"))
                .extracting(JsonNode::asInt)
                .containsOnly(attempts);
    }

    @Test
    void anotherHashToTheEndIsStoredMarkedAndNotComplete() {
        JsonNode manifest = sent("+13125550102", order("wrong-hash"));

        assertThat(manifest.path("complete").asBoolean()).isFalse();
        assertThat(manifest.path("media")).hasSize(2).allSatisfy(item -> {
            assertThat(item.path("state").asText()).isEqualTo("stored");
            assertThat(item.path("code").asText()).isEqualTo("media-differs");
            assertThat(item.path("mismatches").toString()).isEqualTo("[\"sha256\"]");
        });
    }

    /** All at once: two of them end only when the gateway gives up. */
    @Test
    void aFaultThatStaysEndsWithTheMediaUnavailable() {
        Map<String, String> codes = Map.of(
                "redirect-private", "url-scheme-refused",
                "oversized", "media-too-large",
                "truncated", "connection-lost",
                "gone", "http-404");
        Map<String, String> messages = new HashMap<>();
        codes.keySet().forEach(fault -> messages.put(fault, send("+13125550103", order(fault))));

        assertThat(codes).allSatisfy((fault, code) -> {
            JsonNode manifest = manifest("+13125550103", messages.getOrDefault(fault, ""));
            assertThat(manifest.path("complete").asBoolean()).isFalse();
            assertThat(manifest.path("media")).hasSize(2).allSatisfy(item -> {
                assertThat(item.path("state").asText()).isEqualTo("unavailable");
                assertThat(item.path("code").asText()).isEqualTo(code);
            });
        });
    }

    @Test
    void duplicatesAreAcknowledgedAndStoredOnce() {
        double duplicatesBefore = metric(DUPLICATES);
        double storedBefore = metric(STORED_SOUNDS);

        HttpResponse<String> answer =
                post(port, "/simulator/mms", "{\"from\":\"+13125550104\",\"media\":[\"voice.amr\"],\"duplicates\":3}");

        assertThat(json(answer).path("webhook").toString()).isEqualTo("[200,200,200,200]");
        assertThat(metric(DUPLICATES)).isEqualTo(duplicatesBefore + 3);
        manifest("+13125550104", json(answer).path("messageId").asText());
        assertThat(metric(STORED_SOUNDS)).isEqualTo(storedBefore + 1);
    }

    @Test
    void theAnswerNamesTheMessage() {
        JsonNode answer = json(post(
                port,
                "/simulator/mms",
                "{\"from\":\"+13125550105\",\"to\":\"54321\",\"text\":\"só\",\"media\":[\"dance.gif\"]}"));

        JsonNode manifest = manifest("+13125550105", answer.path("messageId").asText());

        assertThat(manifest.path("eventId")).isEqualTo(answer.path("eventId"));
        assertThat(manifest.path("text").asText()).isEqualTo("só");
        assertThat(manifest.path("to").toString()).isEqualTo("[\"54321\"]");
        assertThat(answer.path("media").toString()).isEqualTo("[\"dance.gif\"]");
        assertThat(answer.path("fault").asText()).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"media\":[\"nope.jpg\"]}                            | media-unknown    | dance.gif",
                "{\"media\":[\"../../application.properties\"]}        | media-unknown    | dance.gif",
                "{\"fault\":\"fire\"}                                  | fault-unknown    | not-found-first",
                "{\"from\":\"Bob\"}                                    | number-malformed | E.164",
                "{\"media\":                                           | order-unclear    | JSON"
            })
    void anOrderThatMakesNoSenseIsRefusedWithAWayOut(String order, String code, String wayOut) {
        HttpResponse<String> answer = post(port, "/simulator/mms", order);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo(code);
        assertThat(json(answer).path("reason").asText()).contains(wayOut);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none/" + ANY_MESSAGE + "/README.md",
                "none/" + ANY_MESSAGE + "/..%2f..%2fbeans.camel.yaml",
                "none/" + ANY_MESSAGE + "/..%2f..%2f..%2fapplication.properties",
                "none/not-a-message/photo.jpg",
                "fire/" + ANY_MESSAGE + "/photo.jpg"
            })
    void theMediaHostHasNothingButSamples(String path) {
        assertThat(get(port, "/simulator/media/" + path).statusCode()).isEqualTo(404);
    }

    @Test
    void theMediaHostNamesTypeAndLength() {
        HttpResponse<String> answer = get(port, "/simulator/media/none/" + ANY_MESSAGE + "/contact.vcf");

        assertThat(answer.headers().firstValue("content-type")).hasValue("text/vcard");
        assertThat(answer.headers().firstValueAsLong("content-length"))
                .hasValue(MediaHost.sample("contact.vcf").length);
    }

    private static String order(String fault) {
        return "{\"fault\":\"%s\",\"media\":[\"photo.jpg\",\"contact.vcf\"]}".formatted(fault);
    }

    /** Has the phone send an order, as from this number, and waits for what becomes of it. */
    private JsonNode sent(String from, String order) {
        return manifest(from, send(from, order));
    }

    private String send(String from, String order) {
        String withFrom = order.replace("{", "{\"from\":\"%s\",".formatted(from));
        return json(post(port, "/simulator/mms", withFrom)).path("messageId").asText();
    }

    private static List<String> hashes(JsonNode manifest) {
        return Stream.iterate(0, i -> i < manifest.path("media").size(), i -> i + 1)
                .map(i -> manifest.path("media").path(i).path("sha256").asText())
                .toList();
    }

    private static List<String> hashesOf(String... names) {
        return Stream.of(names)
                .map(name -> DigestUtils.sha256Hex(MediaHost.sample(name)))
                .toList();
    }

    private static List<byte[]> storedBytes(JsonNode manifest) {
        return manifest.path("media").findValuesAsText("location").stream()
                .map(location -> bytes(Path.of(URI.create(location))))
                .toList();
    }

    private static Optional<Path> firstIn(Path folder) {
        return subfolders(folder).stream()
                .map(message -> message.resolve("message.json"))
                .filter(Files::exists)
                .findFirst();
    }

    private static JsonNode manifest(Path file) {
        try {
            return Json.MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> subfolders(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
