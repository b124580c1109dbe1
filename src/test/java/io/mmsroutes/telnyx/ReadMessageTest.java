package io.mmsroutes.telnyx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.Progress;
import io.mmsroutes.inbound.StorageKeyTemplate;
import io.mmsroutes.inbound.TelnyxMetadata;
import io.mmsroutes.telnyx.WebhookEvent.Flow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape that captures, Telnyx's pages and its SDKs show; see the samples beside. */
class ReadMessageTest {
    private static final Path SAMPLES = Path.of("src/test/resources/telnyx");

    @Test
    void aWholeMmsIsRead() throws IOException {
        InboundMessage message = read(Files.readAllBytes(SAMPLES.resolve("webhook-vector-mms.json")));

        assertThat(message.eventId()).isEqualTo("0b39187e-bbd3-438f-9c55-cf048e9a00c7");
        assertThat(message.messageId()).isEqualTo("4c87f42a-6023-4aa6-84af-cc903469bdf9");
        assertThat(message.type()).isEqualTo("MMS");
        assertThat(message.from()).isEqualTo(new PhoneNumber("+13125550001"));
        assertThat(message.to()).containsExactly(new PhoneNumber("+17735550002"));
        assertThat(message.cc()).isEmpty();
        assertThat(message.text()).isEqualTo("Here it is é");
        assertThat(message.subject()).isNull();
        assertThat(message.occurredAt()).isEqualTo(Instant.parse("2026-01-16T00:06:08.026Z"));
        assertThat(message.receivedAt()).isEqualTo(Instant.parse("2026-01-16T00:06:07.866Z"));
        DeclaredMedia media = announced(message).get(0);
        assertThat(media.type()).isEqualTo("image/jpeg");
        assertThat(media.size()).isEqualTo(92084);
        assertThat(media.sha256()).isEqualTo("6c8cb6ea44a91de858dae49802e1a528d1c77bdaa89af036c3139edbd442960a");
        assertThat(message.keys().manifest())
                .isEqualTo("mms/+13125550001/4c87f42a-6023-4aa6-84af-cc903469bdf9/message.json");
    }

    @ParameterizedTest
    @MethodSource
    void everySampleOfTelnyxsPagesIsRead(Path sample) throws IOException {
        byte[] raw = Files.readAllBytes(sample);

        assertThat(new ReadWebhook().read(raw).flow()).isEqualTo(Flow.MESSAGE);
        assertThat(read(raw).messageId()).isNotEmpty();
    }

    static List<Path> everySampleOfTelnyxsPagesIsRead() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES.resolve("samples"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash_sha256", "sha256"})
    void theHashGoesByTwoNames(String field) {
        InboundMessage message = payload("\"media\":[{\"url\":\"https://x/1\",\"%s\":\"abc\"}]".formatted(field));

        assertThat(announced(message).get(0).sha256()).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content_type", "type"})
    void theTypeGoesByTwoNames(String field) {
        InboundMessage message = payload("\"media\":[{\"url\":\"https://x/1\",\"%s\":\"image/png\"}]".formatted(field));

        assertThat(announced(message).get(0).type()).isEqualTo("image/png");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"phone_number\":\"+1\"} | +1",
                "\"+1\"                    | +1",
                "[{\"phone_number\":\"+1\"},\"+2\"] | +1,+2",
                "[\"+1\",\"+2\"]           | +1,+2",
                "{\"agent_id\":\"shop\"}   | shop",
                "12345                     | 12345",
                "[]                        | ''",
                "null                      | ''",
                "[null,{},\"\"]            | ''"
            })
    void partiesComeInManyShapes(String json, String expected) {
        List<PhoneNumber> parties = Stream.of(expected.split(",", -1))
                .filter(value -> !value.isEmpty())
                .map(PhoneNumber::new)
                .toList();

        assertThat(payload("\"to\":" + json).to()).isEqualTo(parties);
        assertThat(payload("\"cc\":" + json).cc()).isEqualTo(parties);
        assertThat(payload("\"from\":" + json).from())
                .isEqualTo(parties.isEmpty() ? new PhoneNumber("unknown") : parties.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"media\":null", "\"media\":[]"})
    void noMediaIsNoMedia(String field) {
        assertThat(payload(field).media()).isEmpty();
    }

    @Test
    void mediaMayBeOneObjectOrPlainUrls() {
        assertThat(announced(payload("\"media\":{\"url\":\"https://x/1\"}"))
                        .get(0)
                        .url())
                .isEqualTo("https://x/1");
        assertThat(announced(payload("\"media\":[\"https://x/1\"]")).get(0).url())
                .isEqualTo("https://x/1");
    }

    @Test
    void mediaWithNothingButNullsIsStillCounted() {
        DeclaredMedia media = announced(
                        payload("\"media\":[{\"url\":null,\"content_type\":null,\"size\":null,\"sha256\":null}]"))
                .get(0);

        assertThat(media).isEqualTo(new DeclaredMedia(null, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"12,12", "\"12\",12", "-1,", "1.5,", "\"many\",", "null,"})
    void aSizeIsANumberOrNothing(String json, Long expected) {
        assertThat(announced(payload("\"media\":[{\"url\":\"https://x/1\",\"size\":%s}]".formatted(json)))
                        .get(0)
                        .size())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\""})
    void noTextIsNoText(String json) {
        assertThat(payload("\"text\":" + json).text()).isNull();
    }

    @Test
    void whatTelnyxNotesOfAMessageIsRead() {
        InboundMessage message = payload("""
                "messaging_profile_id":"profile","group_message_id":"group","autoresponse_type":"STOP","is_spam":true""");

        assertThat(message.notes()).isEqualTo(new TelnyxMetadata("profile", "group", "STOP", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"messaging_profile_id\":null,\"group_message_id\":\"\",\"autoresponse_type\":null,\"is_spam\":false",
                "\"messaging_profile_id\":{},\"group_message_id\":[],\"autoresponse_type\":{},\"is_spam\":\"perhaps\""
            })
    void whatTelnyxDoesNotNoteIsNotThere(String fields) {
        assertThat(payload(fields).notes()).isEqualTo(TelnyxMetadata.NONE);
    }

    @Test
    void aMessageHappenedWhenItsEventDidElseWhenItCame() {
        byte[] raw =
                ("{\"data\":{\"event_type\":\"message.received\",\"id\":\"e\",\"occurred_at\":\"2026-01-16T00:06:08Z\","
                                + "\"payload\":{\"id\":\"m\",\"received_at\":\"2026-01-16T00:06:07Z\"}}}")
                        .getBytes(UTF_8);

        assertThat(read(raw).happenedAt()).isEqualTo(Instant.parse("2026-01-16T00:06:08Z"));
        assertThat(payload("\"received_at\":\"2026-01-16T00:06:07Z\"").happenedAt())
                .isEqualTo(Instant.parse("2026-01-16T00:06:07Z"));
        assertThat(payload("").happenedAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void anRcsFileIsAPieceOfMedia() {
        InboundMessage message = payload("""
                "type":"RCS","body":{"text":"look","user_file":{"payload":
                {"file_name":"a.jpg","file_size_bytes":7,"file_uri":"https://x/a","mime_type":"image/jpeg"}}}""");

        assertThat(message.text()).isEqualTo("look");
        assertThat(announced(message))
                .containsExactly(new DeclaredMedia("https://x/a", "image/jpeg", 7L, null, "a.jpg"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'location':{'latitude':41.8,'longitude':-87.6}}                                   | ''",
                "{'suggestion_response':{'text':'Yes','postback_data':'yes-1'}}                     | Yes",
                "{'suggestion_response':{'postback_data':'yes-1'}}                                  | yes-1",
                "{'type':'text','text':{'body':'Hello'}}                                            | Hello",
                "{'type':'location','location':{'latitude':41.8,'name':'Here'}}                     | ''",
                "{'type':'button','button':{'text':'Yes','payload':'1'}}                            | Yes",
                "{'type':'interactive','interactive':{'button_reply':{'id':'1','title':'Fine'}}}    | Fine",
                "{'type':'interactive','interactive':{'list_reply':{'id':'1','title':'Third'}}}     | Third",
                "{'type':'reaction','reaction':{'emoji':'!','message_id':'m'}}                      | !",
                "{'type':'contacts','contacts':[{'name':{'formatted_name':'Ann'}}]}                 | ''",
                "{'type':'unheard-of','something':{'new':1}}                                        | ''"
            })
    void noBodyIsDeliveredAsIfItWereEmpty(String body, String text) {
        String json = body.replace('\'', '"');

        for (String field : List.of("body", "whatsapp_message", "message")) {
            InboundMessage message = payload("\"type\":\"WHATSAPP\",\"%s\":%s".formatted(field, json));

            assertThat(message.text()).isEqualTo(text.isEmpty() ? null : text);
            assertThat(message.notes().body()).hasToString(json);
        }
    }

    @Test
    void aFileOfWhatsAppIsAPieceOfMediaAndItsUrlStaysOutOfTheManifest() {
        InboundMessage message = payload("""
                "type":"WHATSAPP","body":{"type":"document","document":{"id":"1","caption":"The bill","filename":"b.pdf",
                "mime_type":"application/pdf","link":"https://x/b","sha256":"bIy26kSpGN6Fja5IAuGlKNHHe9qonq8DbDE57b1ElgQ="}}""");

        assertThat(message.text()).isEqualTo("The bill");
        assertThat(announced(message)).singleElement().satisfies(file -> {
            assertThat(file.url()).isEqualTo("https://x/b");
            assertThat(file.type()).isEqualTo("application/pdf");
            assertThat(file.name()).isEqualTo("b.pdf");
            assertThat(file.sha256()).hasSize(64).startsWith("6c8cb6ea44a918de858dae48");
        });
        assertThat(message.notes().body()).isNotNull();
        assertThat(String.valueOf(message.notes().body())).contains("b.pdf").doesNotContain("https://x/b");
    }

    @Test
    void anEventWithoutItsEnvelopeIsRead() {
        byte[] raw = "{\"event_type\":\"message.received\",\"id\":\"e\",\"payload\":{\"id\":\"m\",\"from\":\"+1\"}}"
                .getBytes(UTF_8);

        assertThat(new ReadWebhook().read(raw).flow()).isEqualTo(Flow.MESSAGE);
        assertThat(read(raw).messageId()).isEqualTo("m");
    }

    @Test
    void withoutAnEventIdTheMessageAndItsEventTellDuplicates() {
        byte[] raw = "{\"data\":{\"event_type\":\"message.received\",\"payload\":{\"id\":\"m\"}}}".getBytes(UTF_8);

        assertThat(new ReadWebhook().read(raw).duplicateKey()).isEqualTo("m/message.received");
    }

    @Test
    void withoutAnyIdTheBodyTellsDuplicatesAndNamesTheFolder() {
        byte[] raw = "{\"data\":{\"event_type\":\"message.received\",\"payload\":{\"text\":\"x\"}}}".getBytes(UTF_8);

        assertThat(new ReadWebhook().read(raw).duplicateKey()).hasSize(64);
        assertThat(read(raw).messageId()).hasSize(64);
    }

    @Test
    void aLinkClickHasNoEventTypeAndIsNoneOfOurs() {
        byte[] raw = "{\"data\":{\"record_type\":\"link_clicked\",\"url\":\"https://x\"}}".getBytes(UTF_8);

        assertThat(new ReadWebhook().read(raw).flow()).isEqualTo(Flow.NONE_OF_OURS);
    }

    @Test
    void anEarlierAttemptIsRemembered() {
        InboundMessage fresh = payload("\"from\":\"+13125550001\",\"media\":[\"https://x/1\",\"https://x/2\"]");
        MediaItem pending = fresh.media().get(1).pending("http-404", "The host answers 404.", true);
        Progress progress = new Progress("m", Map.of(1, pending.outcome()), false, false);

        InboundMessage again = new ReadMessage(new StorageKeyTemplate("mms/{from}/{message}/{index}.{ext}"))
                .read(new InboundEvent(fresh.event().raw(), Instant.EPOCH, "key", false, progress));

        assertThat(again.media().get(1).outcome().attempts()).isEqualTo(1);
        assertThat(again.media().get(0).outcome().attempts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{}", "{\"data\":{\"payload\":[]}}"})
    void whatIsNoEventIsRejected(String body) {
        assertThatThrownBy(() -> read(body.getBytes(UTF_8))).isInstanceOf(Rejected.class);
    }

    private static InboundMessage payload(String fields) {
        String separator = fields.isEmpty() ? "" : ",";
        return read("{\"data\":{\"event_type\":\"message.received\",\"id\":\"e\",\"payload\":{\"id\":\"m\"%s%s}}}"
                .formatted(separator, fields)
                .getBytes(UTF_8));
    }

    private static List<DeclaredMedia> announced(InboundMessage message) {
        return message.media().stream().map(MediaItem::announced).toList();
    }

    private static InboundMessage read(byte[] raw) {
        return new ReadMessage(new StorageKeyTemplate("mms/{from}/{message}/{index}.{ext}"))
                .read(new InboundEvent(raw, Instant.EPOCH, "key"));
    }
}
