package io.mmsroutes.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents have a folder of their own here: what is in a card goes where the card does. */
class KeepMediaRouteTest extends GatewayTestSupport {
    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.store.document", "media-store-file-sink?directory=" + dataDir.resolve("documents"));
    }

    @Test
    void whatIsInACardLiesBesideIt() throws IOException {
        JsonNode item = kept("+13125550301", MediaHost.sample("contact.vcf"));

        assertThat(item.path("card").asText()).isEqualTo(item.path("location").asText() + ".json");
        assertThat(item.path("card").asText()).contains("/documents/mms/").endsWith("/0.vcf.json");
        JsonNode cards = Json.MAPPER.readTree(
                Path.of(URI.create(item.path("card").asText())).toFile());
        assertThat(cards).hasSize(1);
        assertThat(cards.at("/0/formattedName").asText()).isEqualTo("Corner Flower Shop");
        assertThat(cards.at("/0/phones/0/number").asText()).isEqualTo("+1 312 555 0100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing.vcf", "too-large", "photo.jpg"})
    void whatCannotBeReadAsACardIsKeptWithoutIt(String sample) {
        byte[] bytes = sample.equals("too-large") ? largeCard() : MediaHost.sample(sample);

        JsonNode item = kept("+13125550302", bytes);

        assertThat(item.path("state").asText()).isEqualTo("stored");
        assertThat(item.has("card")).isFalse();
        assertThat(item.path("code").asText()).isEqualTo(sample.equals("photo.jpg") ? "" : "card-unreadable");
        assertThat(Path.of(URI.create(item.path("location").asText() + ".json")))
                .doesNotExist();
    }

    @Test
    void cardWhoseJsonTheStoreDoesNotTakeNowIsTriedAgain() throws IOException {
        String number = "+13125550303";
        Events event = event(number, MediaHost.sample("contact.vcf"));
        Path folder = dataDir.resolve("documents/mms").resolve(number).resolve(event.messageId());
        Path inTheWay = Files.createDirectories(folder.resolve("0.vcf.json/in-the-way"));

        double failures = metric("mms_media_failed_total");

        telnyx.deliver(event.json());
        await().until(() -> Files.exists(folder.resolve("0.vcf")));
        await().until(() -> metric("mms_media_failed_total") > failures + 1);
        assertThat(folder(number, event.messageId())).doesNotExist();
        Files.delete(inTheWay);
        Files.delete(folder.resolve("0.vcf.json"));

        JsonNode item = manifest(number, event.messageId()).at("/media/0");
        assertThat(item.path("card").asText()).endsWith("/0.vcf.json");
        assertThat(mediaHost.asked("/" + event.messageId())).isEqualTo(1);
        await().untilAsserted(() -> {
            try (Stream<Path> spool = Files.list(dataDir.resolve("spool"))) {
                assertThat(spool).isEmpty();
            }
        });
    }

    @Test
    void eraseTakesTheJsonToo() {
        String number = "+13125550304";
        kept(number, MediaHost.sample("contact.vcf"));

        JsonNode report = json(post(
                port, "/admin/erase", "{\"number\":\"%s\"}".formatted(number), "authorization", "Bearer " + ADMIN_KEY));

        assertThat(report.at("/stored/erased").asInt()).isEqualTo(3);
        assertThat(report.at("/stored/left").asInt()).isZero();
        assertThat(dataDir.resolve("documents/mms").resolve(number)).doesNotExist();
    }

    private JsonNode kept(String number, byte[] bytes) {
        Events event = event(number, bytes);
        double before = delivered();
        telnyx.deliver(event.json());
        await().until(() -> delivered() > before);
        return manifest(number, event.messageId()).at("/media/0");
    }

    private Events event(String number, byte[] bytes) {
        Events event = Events.received();
        mediaHost.serve("/" + event.messageId(), bytes);
        event.media(mediaHost.url("/" + event.messageId()))
                .payload()
                .putObject("from")
                .put("phone_number", number);
        return event;
    }

    private double delivered() {
        return metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\"");
    }

    private static byte[] largeCard() {
        return "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Large\r\nNOTE:%s\r\nEND:VCARD\r\n"
                .formatted("x".repeat(1_048_576))
                .getBytes(US_ASCII);
    }
}
