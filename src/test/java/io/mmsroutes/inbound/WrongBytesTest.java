package io.mmsroutes.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that answers 200 with something else than the webhook declares: for a while, or for ever. */
class WrongBytesTest extends GatewayTestSupport {
    private static final byte[] PHOTO = MediaHost.sample("photo.jpg");
    private static final String HASH = DigestUtils.sha256Hex(PHOTO);

    private final Map<Instead, Events> toTheEnd = new EnumMap<>(Instead.class);

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.media.give-up-after", "2s");
    }

    /** What hosts, proxies and caches answer with 200 instead of the media. */
    enum Instead {
        PAGE,
        XML,
        JSON,
        WORDS,
        NOTHING,
        HALF,
        MORE,
        OTHER_PICTURE;

        byte[] bytes() {
            return switch (this) {
                case PAGE -> "<!DOCTYPE html><html><body>Down for maintenance</body></html>".getBytes(UTF_8);
                case XML -> "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>".getBytes(UTF_8);
                case JSON -> "{\"error\":\"try again\"}".getBytes(UTF_8);
                case WORDS -> "Service Unavailable".getBytes(UTF_8);
                case NOTHING -> new byte[0];
                case HALF -> Arrays.copyOf(PHOTO, PHOTO.length / 2);
                case MORE -> Arrays.copyOf(PHOTO, PHOTO.length + 1);
                case OTHER_PICTURE -> MediaHost.sample("picture.png");
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatContradictsTheDeclaredHashIsFetchedAgain(Instead instead) {
        Events event = photo("/hash-" + instead, wrongFirst(1, instead.bytes()));

        telnyx.deliver(event.json());

        assertIsThePhoto(event, 2);
    }

    @ParameterizedTest
    @EnumSource
    void withoutAHashTheSizeIsHeldAgainstIt(Instead instead) {
        Events event = declared("/size-" + instead, wrongFirst(1, instead.bytes()));
        item(event).put("size", PHOTO.length);

        telnyx.deliver(event.json());

        assertIsThePhoto(event, 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"PAGE", "XML", "JSON", "WORDS", "NOTHING"})
    void withoutHashAndSizeTheFamilyOfTheTypeIs(Instead instead) {
        Events event = declared("/type-" + instead, wrongFirst(1, instead.bytes()));
        item(event).put("content_type", "image/jpeg");

        telnyx.deliver(event.json());

        assertIsThePhoto(event, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"video/3gpp", "audio/amr", "Image/JPEG; name=a.jpg", "image/heic", "application/pdf"})
    void anErrorPageIsNoneOfTheTypesThatPhonesSend(String type) {
        AtomicInteger calls = new AtomicInteger();
        Events event = declared(
                "/page-for-" + type.replaceAll("\\W", "-"),
                exchange -> answer(
                        exchange, calls.incrementAndGet() < 2 ? Instead.PAGE.bytes() : MediaHost.sample(sample(type))));
        item(event).put("content_type", type);

        telnyx.deliver(event.json());

        JsonNode media = manifest(event.messageId()).at("/media/0");
        assertThat(media.path("attempts").asInt()).isEqualTo(2);
        assertThat(media.has("code")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "image/png,photo.jpg",
        "application/octet-stream,photo.jpg",
        "audio/3gpp,clip.3gp",
        "video/mp4,clip.3gp",
        "application/mp4,clip.3gp",
        "text/x-vcard,contact.vcf",
        "text/directory,contact.vcf",
        "text/plain,contact.vcf",
        "application/vcard,contact.vcf",
        "text/smil,layout.smil",
        "application/smil,layout.smil",
        "application/xml,layout.smil",
        "application/x-pdf,menu.pdf",
        "binary,photo.jpg",
        "*/*,photo.jpg",
    })
    void anotherTypeOfTheSameFamilyIsNoContradiction(String type, String sample) {
        byte[] bytes = sample.equals("layout.smil")
                ? "<smil><body><par><img src=\"a.jpg\"/></par></body></smil>".getBytes(UTF_8)
                : MediaHost.sample(sample);
        Events event = declared("/alias-" + DigestUtils.sha256Hex(type + sample), e -> answer(e, bytes));
        item(event).put("content_type", type);

        telnyx.deliver(event.json());

        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(manifest.at("/media/0/attempts").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%S", " %s ", "sha256:%s", "SHA-256=%S", "sha256-%s", "0x%s", "\t%s\n"})
    void theHashIsTheSameHoweverItIsWritten(String form) {
        String path = "/form-" + DigestUtils.sha256Hex(form);
        Events wrong = photo(path + "-wrong", wrongFirst(1, Instead.HALF.bytes()));
        item(wrong).put("hash_sha256", form.formatted(HASH));
        item(wrong).remove("size");
        Events right = photo(path, exchange -> answer(exchange, PHOTO));
        item(right).put("hash_sha256", form.formatted(HASH));

        telnyx.deliver(wrong.json());
        telnyx.deliver(right.json());

        assertIsThePhoto(right, 1);
        assertThat(manifest(right.messageId()).at("/media/0").has("mismatches")).isFalse();
        assertIsThePhoto(wrong, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "abc", "d41d8cd98f00b204e9800998ecf8427e", "", "null"})
    void whatIsNoHashContradictsNothing(String hash) {
        Events event = photo("/no-hash-" + hash, exchange -> answer(exchange, PHOTO));
        item(event).put("hash_sha256", hash);

        telnyx.deliver(event.json());

        assertIsThePhoto(event, 1);
    }

    @Test
    void whatIsNoHashHidesNoneThatIs() {
        Events event = photo("/second-hash", wrongFirst(1, Instead.OTHER_PICTURE.bytes()));
        item(event).put("hash_sha256", "unknown").put("sha256", HASH).remove("size");

        telnyx.deliver(event.json());

        assertIsThePhoto(event, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "null", "\"unknown\"", "\"\"", "1.5", "99999999999999999999", "{}"})
    void whatIsNoSizeContradictsNothing(String size) {
        Events event = declared("/no-size-" + DigestUtils.sha256Hex(size), exchange -> answer(exchange, PHOTO));
        item(event).put("content_type", "image/jpeg").put("size", "SIZE");

        telnyx.deliver(event.json().replace("\"SIZE\"", size));

        assertIsThePhoto(event, 1);
    }

    @ParameterizedTest
    @CsvSource({"image/jpeg,7", "video/mp4,", "text/plain,1"})
    void theHashWinsOverSizeAndType(String type, Long size) {
        Events event = declared("/hash-wins-" + size, exchange -> answer(exchange, PHOTO));
        item(event).put("content_type", type).put("size", size).put("hash_sha256", HASH);

        telnyx.deliver(event.json());

        assertIsThePhoto(event, 1);
    }

    @Test
    void whatIsPackedOnTheWayIsJudgedUnpacked() {
        Events event = photo("/gzip", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            answer(exchange, gzip(PHOTO));
        });

        telnyx.deliver(event.json());

        assertIsThePhoto(event, 1);
    }

    @Test
    void lessThanTheHostPromisesIsFetchedAgain() {
        AtomicInteger calls = new AtomicInteger();
        Events event = declared("/cut", exchange -> {
            if (calls.incrementAndGet() > 1) {
                answer(exchange, PHOTO);
                return;
            }
            exchange.sendResponseHeaders(200, PHOTO.length);
            OutputStream body = exchange.getResponseBody();
            body.write(PHOTO, 0, PHOTO.length / 2);
            body.flush();
            throw new IOException("the connection breaks here");
        });

        telnyx.deliver(event.json());

        assertIsThePhoto(event, 2);
    }

    @ParameterizedTest
    @EnumSource
    void whatDiffersToTheEndIsStoredMarkedAndNotComplete(Instead instead) {
        Events event = toTheEnd(instead);

        JsonNode manifest = manifest(event.messageId());
        JsonNode media = manifest.at("/media/0");
        assertThat(manifest.path("complete").asBoolean()).isFalse();
        assertThat(media.path("state").asText()).isEqualTo("stored");
        assertThat(media.path("code").asText()).isEqualTo("media-differs");
        assertThat(media.path("reason").asText()).contains("hash");
        assertThat(media.path("mismatches")).extracting(JsonNode::asText).contains("sha256");
        assertThat(Path.of(URI.create(media.path("location").asText()))).hasBinaryContent(instead.bytes());
        assertThat(mediaHost.asked("/end-" + instead)).isGreaterThan(2);
        awaitDeadLetter(event, "media-differs");
    }

    /** All of them at once: each waits until it is given up. */
    private Events toTheEnd(Instead instead) {
        if (toTheEnd.isEmpty()) {
            for (Instead each : Instead.values()) {
                toTheEnd.put(each, photo("/end-" + each, exchange -> answer(exchange, each.bytes())));
            }
            toTheEnd.values().forEach(event -> telnyx.deliver(event.json()));
        }
        return Objects.requireNonNull(toTheEnd.get(instead));
    }

    @Test
    void whatDifferedIsStoredAlsoWhereTheHostEndsWithAnError() {
        Events event = photo("/then-gone", exchange -> answer(exchange, PHOTO));
        AtomicInteger calls = new AtomicInteger();
        mediaHost.on("/then-gone", exchange -> gone(exchange, calls));

        telnyx.deliver(event.json());

        JsonNode media = manifest(event.messageId()).at("/media/0");
        assertThat(media.path("state").asText()).isEqualTo("stored");
        assertThat(media.path("code").asText()).isEqualTo("media-differs");
        assertThat(Path.of(URI.create(media.path("location").asText()))).hasBinaryContent(Instead.HALF.bytes());
    }

    @Test
    void ofTwoThatDifferTheOneIsStoredThatIsNearer() {
        AtomicInteger calls = new AtomicInteger();
        Events event = photo(
                "/nearer",
                exchange ->
                        answer(exchange, calls.incrementAndGet() == 2 ? Instead.HALF.bytes() : Instead.PAGE.bytes()));

        telnyx.deliver(event.json());

        JsonNode media = manifest(event.messageId()).at("/media/0");
        assertThat(Path.of(URI.create(media.path("location").asText()))).hasBinaryContent(Instead.HALF.bytes());
    }

    @ParameterizedTest
    @EnumSource(names = {"HALF", "PAGE"})
    void aReplayPutsTheRightBytesInTheirPlace(Instead instead) throws IOException {
        Events event = photo("/replay-" + instead, exchange -> answer(exchange, instead.bytes()));
        telnyx.deliver(event.json());
        awaitDeadLetter(event, "media-differs");
        mediaHost.serve("/replay-" + instead, PHOTO);

        replay(event);

        await().untilAsserted(() -> assertThat(
                        manifest(event.messageId()).path("complete").asBoolean())
                .isTrue());
        JsonNode media = manifest(event.messageId()).at("/media/0");
        assertThat(media.has("code")).isFalse();
        assertThat(media.has("mismatches")).isFalse();
        assertThat(media.path("location").asText()).endsWith("/0.jpg");
        assertThat(Path.of(URI.create(media.path("location").asText()))).hasBinaryContent(PHOTO);
        await().untilAsserted(() -> {
            try (Stream<Path> files = Files.list(folder(Events.SENDER, event.messageId()))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .contains("0.jpg", "message.json")
                        .hasSize(instead == Instead.HALF ? 2 : 3); // what has another type has another name
            }
        });
        assertThat(deadLetters().toString()).doesNotContain(event.messageId());
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 200})
    void aReplayThatGetsNothingBetterLosesNothing(int status) {
        Events event = photo("/replay-gone-" + status, exchange -> answer(exchange, Instead.HALF.bytes()));
        telnyx.deliver(event.json());
        awaitDeadLetter(event, "media-differs");
        String first = manifest(event.messageId()).path("completedAt").asText();
        mediaHost.on("/replay-gone-" + status, exchange -> MediaHost.answer(exchange, status, Instead.PAGE.bytes()));

        replay(event);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> !manifest(event.messageId())
                        .path("completedAt")
                        .asText()
                        .equals(first));
        JsonNode media = manifest(event.messageId()).at("/media/0");
        assertThat(media.path("state").asText()).isEqualTo("stored");
        assertThat(media.path("code").asText()).isEqualTo("media-differs");
        assertThat(Path.of(URI.create(media.path("location").asText()))).hasBinaryContent(Instead.HALF.bytes());
        awaitDeadLetter(event, "media-differs");
    }

    @Test
    void nothingIsToldBeforeTheEnd() {
        Events event = photo("/undeclared", wrongFirst(2, Instead.PAGE.bytes())).media(mediaHost.url("/beside"));
        mediaHost.serve("/beside", PHOTO);
        double before = metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\"");

        telnyx.deliver(event.json());

        assertThat(manifest(event.messageId()).path("complete").asBoolean()).isTrue();
        await().untilAsserted(
                        () -> assertThat(metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\""))
                                .isEqualTo(before + 1));
        assertThat(mediaHost.asked("/beside")).isEqualTo(1);
    }

    private void assertIsThePhoto(Events event, int attempts) {
        JsonNode manifest = manifest(event.messageId());
        JsonNode media = manifest.at("/media/0");
        assertThat(media.path("sha256").asText()).isEqualTo(HASH);
        assertThat(media.path("attempts").asInt()).isEqualTo(attempts);
        assertThat(media.has("code")).isFalse();
        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(Path.of(URI.create(media.path("location").asText()))).hasBinaryContent(PHOTO);
    }

    private void awaitDeadLetter(Events event, String code) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
                    assertThat(letter.path("messageId").asText()).isEqualTo(event.messageId());
                    assertThat(letter.path("code").asText()).isEqualTo(code);
                }));
    }

    private void replay(Events event) {
        post(
                port,
                "/admin/replay",
                "{\"messageId\":\"%s\"}".formatted(event.messageId()),
                "authorization",
                "Bearer " + ADMIN_KEY);
    }

    private Events photo(String path, HttpHandler handler) {
        mediaHost.on(path, handler);
        return Events.received().media(mediaHost.url(path), "image/jpeg", PHOTO.length, HASH);
    }

    private Events declared(String path, HttpHandler handler) {
        mediaHost.on(path, handler);
        return Events.received().media(mediaHost.url(path));
    }

    private static ObjectNode item(Events event) {
        return (ObjectNode) event.payload().path("media").path(0);
    }

    private static HttpHandler wrongFirst(int times, byte[] wrong) {
        AtomicInteger calls = new AtomicInteger();
        return exchange -> answer(exchange, calls.incrementAndGet() <= times ? wrong : PHOTO);
    }

    private static void gone(HttpExchange exchange, AtomicInteger calls) throws IOException {
        if (calls.incrementAndGet() == 1) {
            answer(exchange, Instead.HALF.bytes());
        } else {
            MediaHost.answer(exchange, 403, new byte[] {'?'});
        }
    }

    private static void answer(HttpExchange exchange, byte[] bytes) throws IOException {
        MediaHost.answer(exchange, 200, bytes);
    }

    private static String sample(String type) {
        return switch (type) {
            case "video/3gpp" -> "clip.3gp";
            case "audio/amr" -> "voice.amr";
            case "application/pdf" -> "menu.pdf";
            default -> "photo.jpg";
        };
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
