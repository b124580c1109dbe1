package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProcessMessageRouteTest extends GatewayTestSupport {
    private final byte[] photo = MediaHost.sample("photo.jpg");

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.media.give-up-after", "4s");
    }

    @Test
    void everyPieceIsStoredUnderItsPositionAndRealType() throws IOException {
        List<String> samples = List.of("photo.jpg", "picture.png", "clip.3gp", "voice.amr", "contact.vcf", "menu.pdf");
        Events event = Events.received();
        for (String sample : samples) {
            mediaHost.serve("/" + sample + ".anything", MediaHost.sample(sample));
            event.media(mediaHost.url("/" + sample + ".anything"));
        }

        telnyx.deliver(event.json());

        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.path("complete").asBoolean()).isTrue();
        Path folder = folder(Events.SENDER, event.messageId());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "0.jpg", "1.png", "2.3gp", "3.amr", "4.vcf", "4.vcf.json", "5.pdf", "message.json");
        }
        for (int i = 0; i < samples.size(); i++) {
            JsonNode item = manifest.path("media").path(i);
            assertThat(item.path("sha256").asText()).isEqualTo(sha256(MediaHost.sample(samples.get(i))));
            assertThat(Path.of(java.net.URI.create(item.path("location").asText())))
                    .hasBinaryContent(MediaHost.sample(samples.get(i)));
        }
    }

    @Test
    void aMessageWithoutMediaGetsItsManifestToo() {
        Events event = Events.received();

        telnyx.deliver(event.json());

        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.path("media")).isEmpty();
        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(manifest.path("text").asText()).isEqualTo("Here it is é");
    }

    @Test
    void theSecondAttemptReallyArrivesAndFetchesOnlyWhatIsMissing() {
        AtomicInteger calls = new AtomicInteger();
        mediaHost
                .serve("/there", photo)
                .on("/late", exchange -> MediaHost.answer(exchange, calls.incrementAndGet() < 3 ? 404 : 200, photo));
        Events event = Events.received().media(mediaHost.url("/there")).media(mediaHost.url("/late"));

        telnyx.deliver(event.json());

        JsonNode media = manifest(event.messageId()).path("media");
        assertThat(media.path(1).path("state").asText()).isEqualTo("stored");
        assertThat(media.path(1).path("attempts").asInt()).isEqualTo(3);
        assertThat(media.path(0).path("attempts").asInt()).isEqualTo(1);
        assertThat(media.path(0).path("location").asText()).endsWith("/%s/0.jpg".formatted(event.messageId()));
        assertThat(mediaHost.asked("/there")).isEqualTo(1);
        assertThat(mediaHost.asked("/late")).isEqualTo(3);
    }

    @Test
    void aSinglePieceThatFailsDoesNotTakeItsMessageWithIt() {
        AtomicInteger calls = new AtomicInteger();
        mediaHost.on("/single", exchange -> MediaHost.answer(exchange, calls.incrementAndGet() < 2 ? 503 : 200, photo));
        Events event = Events.received().media(mediaHost.url("/single"));

        telnyx.deliver(event.json());

        assertThat(manifest(event.messageId()).path("complete").asBoolean()).isTrue();
    }

    @Test
    void whatCannotBeHadInTimeIsSaidAndKeptAmongTheDeadLetters() {
        mediaHost.serve("/good", photo).status("/never", 404);
        Events event = Events.received().media(mediaHost.url("/good")).media(mediaHost.url("/never"));

        telnyx.deliver(event.json());

        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.path("complete").asBoolean()).isFalse();
        JsonNode missing = manifest.path("media").path(1);
        assertThat(missing.path("state").asText()).isEqualTo("unavailable");
        assertThat(missing.path("code").asText()).isEqualTo("http-404");
        assertThat(missing.path("attempts").asInt()).isGreaterThan(2);
        assertThat(missing.path("host").asText()).isEqualTo("127.0.0.1");
        assertThat(missing.toString()).doesNotContain("/never");
        await().untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
            assertThat(letter.path("messageId").asText()).isEqualTo(event.messageId());
            assertThat(letter.path("code").asText()).isEqualTo("media-unavailable");
        }));
    }

    @Test
    void announcedFactsThatDoNotMatchAreRecorded() {
        mediaHost.serve("/other", photo);
        Events event = Events.received().media(mediaHost.url("/other"), "image/png", 7, "0".repeat(64));

        telnyx.deliver(event.json());

        JsonNode item = manifest(event.messageId()).path("media").path(0);
        assertThat(item.path("state").asText()).isEqualTo("stored");
        assertThat(item.path("mismatches")).extracting(JsonNode::asText).containsExactly("type", "size", "sha256");
        assertThat(item.path("type").asText()).isEqualTo("image/jpeg");
        assertThat(item.path("announced").path("type").asText()).isEqualTo("image/png");
        assertThat(item.path("announced").path("size").asInt()).isEqualTo(7);
    }

    @Test
    void hostileNamesStayInsideTheStore() {
        mediaHost.serve("/hostile", photo);
        Events event = Events.received().media(mediaHost.url("/hostile"));
        event.payload().put("id", "../../../outside");
        event.payload().putObject("from").put("phone_number", "..");

        telnyx.deliver(event.json());

        await().untilAsserted(() -> {
            try (Stream<Path> files = Files.walk(dataDir.resolve("mms"))) {
                assertThat(files.map(Path::toString))
                        .anyMatch(file -> file.contains("outside") && file.endsWith("0.jpg"));
            }
        });
        assertThat(dataDir.resolve("../outside")).doesNotExist();
    }

    @Test
    void theSpoolIsEmptyWhenEverythingIsDone() {
        mediaHost.serve("/spool", photo);
        Events event = Events.received().media(mediaHost.url("/spool")).media("https://10.0.0.1/x");

        telnyx.deliver(event.json());

        manifest(event.messageId());
        await().untilAsserted(() -> {
            try (Stream<Path> files = Files.list(dataDir.resolve("spool"))) {
                assertThat(files).isEmpty();
            }
        });
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
