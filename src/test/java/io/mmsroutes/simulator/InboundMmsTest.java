package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.StorageKeyTemplate;
import io.mmsroutes.simulator.MmsOrder.Fault;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.OneAccount;
import io.mmsroutes.support.SignedHeaders;
import io.mmsroutes.telnyx.ReadMessage;
import io.mmsroutes.telnyx.TelnyxPublicKey;
import io.mmsroutes.telnyx.WebhookSignature;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboundMmsTest {
    private static final Path SIMULATOR = Path.of("simulator");
    private static final Instant NOW = Instant.parse("2026-01-16T00:06:08.026Z");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private InboundMms inboundMms;

    @BeforeEach
    void begin() throws IOException {
        inboundMms = composer(SIMULATOR);
    }

    /** The vector is what a capture looks like, with the numbers replaced. */
    @Test
    void theEventHasEveryFieldOfTheCapturedOne() throws IOException {
        JsonNode captured = Json.MAPPER.readTree(
                Path.of("src/test/resources/telnyx/webhook-vector-mms.json").toFile());

        JsonNode event = event(order(List.of("photo.jpg"), Fault.NONE));

        assertThat(fields(event)).containsAll(fields(captured));
        assertThat(event.at("/data/occurred_at").asText()).isEqualTo("2026-01-16T00:06:08.026+00:00");
        assertThat(event.at("/data/payload/received_at").asText()).isEqualTo("2026-01-16T00:06:07.866+00:00");
    }

    @Test
    void theMediaAreAnnouncedWithTheirHashSizeAndType() throws IOException {
        byte[] bytes = MediaHost.sample("clip.3gp");
        InboundMms.OutgoingMms mms = inboundMms.compose(order(List.of("clip.3gp"), Fault.SLOW));

        JsonNode item = mms.event().event().at("/data/payload/media/0");

        assertThat(item.path("content_type").asText()).isEqualTo("video/3gpp");
        assertThat(item.path("size").asLong()).isEqualTo(bytes.length);
        assertThat(item.path("hash_sha256").asText()).isEqualTo(DigestUtils.sha256Hex(bytes));
        assertThat(item.path("url").asText())
                .isEqualTo("http://127.0.0.1:8080/simulator/media/slow/" + mms.messageId() + "/clip.3gp");
    }

    @Test
    void theGatewayReadsWhatWasOrdered() throws IOException {
        InboundMms.OutgoingMms mms = inboundMms.compose(order(List.of("photo.jpg", "menu.pdf"), Fault.NONE));

        InboundMessage message = new ReadMessage(new StorageKeyTemplate("mms/{from}/{message}/{index}.{ext}"))
                .read(new InboundEvent(mms.event().event().toString().getBytes(UTF_8), NOW, "key"));

        assertThat(message.eventId()).isEqualTo(mms.eventId());
        assertThat(message.messageId()).isEqualTo(mms.messageId());
        assertThat(message.type()).isEqualTo("MMS");
        assertThat(message.from().value()).isEqualTo("+13125550001");
        assertThat(message.to()).hasSize(1);
        assertThat(message.text()).isEqualTo("Olá");
        assertThat(message.occurredAt()).isEqualTo(NOW);
        assertThat(message.media()).hasSize(2);
    }

    @Test
    void aMessageWithoutMediaIsAnSms() throws IOException {
        assertThat(event(order(List.of(), Fault.NONE)).at("/data/payload/type").asText())
                .isEqualTo("SMS");
    }

    @Test
    void eachMessageHasIdsOfItsOwnAndItsDuplicatesHaveTheSame() throws IOException {
        MmsOrder order = new MmsOrder(List.of(), "", "12345", "12345", List.of(), Fault.NONE, 2, null);

        InboundMms.OutgoingMms one = inboundMms.compose(order);
        InboundMms.OutgoingMms other = inboundMms.compose(order);

        assertThat(one.eventId()).isNotEqualTo(other.eventId());
        assertThat(one.messageId()).isNotEqualTo(other.messageId()).isNotEqualTo(one.eventId());
        assertThat(one.deliveries()).hasSize(3).containsOnly(one.event());
    }

    @Test
    void theSignatureIsOneThatTheGatewayTakes() throws IOException {
        SimulatedTelnyx telnyx = new SimulatedTelnyx(OneAccount.of(""), clock);
        byte[] body = event(order(List.of("photo.jpg"), Fault.NONE)).toString().getBytes(UTF_8);

        SimulatedTelnyx.Signed signed = telnyx.sign(body);

        new WebhookSignature(new TelnyxPublicKey(telnyx.publicKey()), Duration.ofSeconds(1), clock)
                .identify(body, SignedHeaders.of(signed.signature(), String.valueOf(signed.timestamp())));
    }

    @Test
    void aShapeThatWasSpoiltIsNamed(@TempDir Path simulator) throws IOException {
        Files.writeString(simulator.resolve("message-received.json"), "{\"data\":{}}");

        assertThatThrownBy(() -> composer(simulator).compose(order(List.of(), Fault.NONE)))
                .hasMessageContaining("message-received.json has lost its /meta");
    }

    private InboundMms composer(Path simulator) throws IOException {
        return new InboundMms(
                simulator,
                new SampleMedia(SIMULATOR),
                new Account("http://127.0.0.1:8080", clock),
                new Phone(folder.toString()),
                "http://127.0.0.1:8080",
                clock);
    }

    private JsonNode event(MmsOrder order) throws IOException {
        return inboundMms.compose(order).event().event();
    }

    private static MmsOrder order(List<String> media, Fault fault) {
        return new MmsOrder(media, "Olá", "+13125550001", "+17735550002", List.of(), fault, 0, null);
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        collect("", node, names);
        return names;
    }

    private static void collect(String path, JsonNode node, List<String> names) {
        names.add(path);
        node.properties().forEach(field -> collect(path + "/" + field.getKey(), field.getValue(), names));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(path + "/" + i, node.path(i), names);
        }
    }
}
