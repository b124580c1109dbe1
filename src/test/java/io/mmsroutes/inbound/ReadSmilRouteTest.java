package io.mmsroutes.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.TextDecoder;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A SMIL has a folder of its own here, so that two stores must be asked. */
class ReadSmilRouteTest extends GatewayTestSupport {
    private static final String SMIL = """
            <smil><body><par dur="5000ms"><img src="photo.jpg"/><text src="text.txt"/></par>
            <par dur="8s"><img src="picture.png"/><text src="data:,Bye"/></par></body></smil>""";

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.store.other",
                "media-store-file-sink?directory=" + dataDir.resolve("others"),
                "mms.media.give-up-after",
                "30s");
    }

    @Test
    void slidesHaveTheOrderAndTheWordsOfTheLayout() {
        Events event = Events.received();
        serve(event, "picture.png", MediaHost.sample("picture.png"));
        serve(event, "0.smil", SMIL.getBytes(UTF_8));
        serve(event, "text.txt", "Viele Grüße aus dem Urlaub am Meer".getBytes(ISO_8859_1));
        serve(event, "photo.jpg", MediaHost.sample("photo.jpg"));

        telnyx.deliver(event.json());

        assertThat(manifest(event.messageId()).path("slides").toString())
                .isEqualTo("[{\"media\":[3,2],\"caption\":\"Viele Grüße aus dem Urlaub am Meer\",\"seconds\":5},"
                        + "{\"media\":[0],\"caption\":\"Bye\",\"seconds\":8}]");
    }

    @ParameterizedTest
    @CsvSource({
        "smil-2.0.xml, application/xml, MZ says hello, UTF-8, text/plain",
        "smil-prefix.xml, text/plain, 'GIF89a, the best', UTF-8, text/plain",
        "smil-utf-16.smil, text/xml, Hello there, UTF-16LE, text/plain",
        "smil-utf-16-unmarked.smil, application/octet-stream, 日本語は楽しい, ISO-2022-JP, text/plain",
        "smil-1.0-doctype.smil, APPLICATION/SMIL, 山田太郎, Shift_JIS, Text/Plain; charset=\"shift_jis\"",
        "smil-upper-case.smil, text/html, Привет, KOI8-R, text/plain; charset=koi8-r",
        "smil-mark.smil, application/smil+xml; charset=utf-8, It’s “grand”, windows-1252, text/plain"
    })
    void layoutAndWordsAreWhatTheyAreWhateverTheyAreCalled(
            String made, String called, String words, Charset charset, String calledText) throws IOException {
        byte[] smil = Files.readAllBytes(MediaHost.madeFolder().resolve(made));
        String shown =
                TextDecoder.decode(smil).replaceAll("(?i)<([a-z]+:)?img src=\"[^\"]*\"", "<$1text src=\"a.jpg\"");
        Events event = Events.received();
        serve(event, "a.xml", shown.getBytes(TextDecoder.charset(smil, null)));
        serve(event, "a.jpg", words.getBytes(charset));
        ((ObjectNode) event.payload().at("/media/0")).put("content_type", called);
        ((ObjectNode) event.payload().at("/media/1")).put("content_type", calledText);

        telnyx.deliver(event.json());

        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.at("/media/0/type").asText()).isEqualTo("application/smil");
        assertThat(manifest.at("/media/1/type").asText()).isEqualTo("text/plain");
        assertThat(manifest.at("/slides/0/caption").asText()).isEqualTo(words);
    }

    @Test
    void aMessageWithoutALayoutHasNoSlides() {
        Events event = Events.received();
        serve(event, "photo.jpg", MediaHost.sample("photo.jpg"));

        telnyx.deliver(event.json());

        assertThat(manifest(event.messageId()).has("slides")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<smil><body><par><img src=\"photo.jpg\"></par></body></smil>", "too large", "shows nothing"})
    void aLayoutThatCannotBeReadHoldsNothingUp(String kind) {
        String smil = switch (kind) {
            case "too large" -> SMIL.replace("<body>", "<!--%s--><body>".formatted("x".repeat(262_144)));
            case "shows nothing" -> "<smil><body/></smil>";
            default -> kind;
        };
        Events event = Events.received();
        serve(event, "0.smil", smil.getBytes(UTF_8));
        serve(event, "photo.jpg", MediaHost.sample("photo.jpg"));

        telnyx.deliver(event.json());

        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.at("/media/0/layout").asBoolean()).isTrue();
        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(manifest.has("slides")).isFalse();
    }

    @Test
    void aLayoutThatMultipliesItsTextIsStoredAndNotRead() {
        String bomb = "<smil><body>%s</body></smil>".formatted("<text src='t'/>".repeat(17_000));
        Events event = Events.received();
        serve(event, "0.smil", bomb.getBytes(UTF_8));
        serve(event, "t", "words ".repeat(1_700).getBytes(UTF_8));

        telnyx.deliver(event.json());

        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.has("slides")).isFalse();
        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(manifest.at("/media/0/state").asText()).isEqualTo("stored");
        assertThat(manifest.at("/media/0/code").asText()).isEqualTo("smil-too-large");
        assertThat(manifest.at("/media/0/reason").asText()).contains("1000");
    }

    @Test
    void aTextThatIsTooLongIsShownAndNoCaption() {
        Events event = Events.received();
        serve(event, "0.smil", SMIL.getBytes(UTF_8));
        serve(event, "photo.jpg", MediaHost.sample("photo.jpg"));
        serve(event, "text.txt", "long ".repeat(3_000).getBytes(UTF_8));

        telnyx.deliver(event.json());

        assertThat(manifest(event.messageId()).at("/slides/0").toString()).isEqualTo("{\"media\":[1,2],\"seconds\":5}");
    }

    @Test
    void aLayoutOfAnEarlierRoundIsWaitedForWhileItsStoreIsAway() throws IOException {
        Path others = dataDir.resolve("others");
        Path away = dataDir.resolve("away");
        Events event = Events.received();
        serve(event, "0.smil", SMIL.getBytes(UTF_8));
        String late = "/%s/photo.jpg".formatted(event.messageId());
        mediaHost.status(late, 404);
        event.media(mediaHost.url(late));
        telnyx.deliver(event.json());
        await().until(() -> Files.exists(others.resolve("mms")
                .resolve(Events.SENDER)
                .resolve(event.messageId())
                .resolve("0.smil")));
        await().until(() -> mediaHost.asked(late) > 1);
        Files.move(others, away);
        Files.createSymbolicLink(others, others); // leads nowhere: whoever follows it fails
        mediaHost.serve(late, MediaHost.sample("photo.jpg"));
        await().until(() ->
                Files.exists(folder(Events.SENDER, event.messageId()).resolve("1.jpg")));
        double postponed = postponed();
        await().until(() -> postponed() > postponed + 1);
        assertThat(folder(Events.SENDER, event.messageId()).resolve("message.json"))
                .doesNotExist();

        Files.delete(others);
        Files.move(away, others);

        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.at("/slides/0/media").toString()).isEqualTo("[1]");
        assertThat(manifest.at("/media/0/attempts").asInt()).isEqualTo(1);
    }

    @Test
    void aMessageThatLacksMediaIsBuriedForThatAndNotForAStoreThatHadNoLayout() {
        Events event = Events.received();
        serve(event, "0.smil", SMIL.getBytes(UTF_8));
        event.media("ftp://media.telnyx.com/refused");

        telnyx.deliver(event.json());

        assertThat(manifest(event.messageId()).at("/slides/0/seconds").asInt()).isEqualTo(8);
        await().untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
            assertThat(letter.path("messageId").asText()).isEqualTo(event.messageId());
            assertThat(letter.path("code").asText()).isEqualTo("media-unavailable");
        }));
    }

    private void serve(Events event, String name, byte[] bytes) {
        String path = "/%s/%s".formatted(event.messageId(), name);
        mediaHost.serve(path, bytes);
        if (name.endsWith(".smil")) {
            event.media(mediaHost.url(path), "application/smil", bytes.length, DigestUtils.sha256Hex(bytes));
        } else {
            event.media(mediaHost.url(path));
        }
    }

    private double postponed() {
        return metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"postponed\"");
    }
}
