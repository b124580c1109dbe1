package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Makes the {@code message.received} event that Telnyx would make. Its shape stands in {@code
 * simulator/message-received.json}; what differs from message to message is put in here.
 */
public final class ComposeEvent {
    /** Telnyx writes the offset, where Java would write Z. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    private final Path shape;
    private final SampleMedia samples;
    private final String gateway;
    private final Clock clock;

    /**
     * @param simulator the folder {@code simulator/} of the checkout
     * @param gateway where the gateway and the simulated media host listen, such as {@code http://127.0.0.1:8080}
     */
    public ComposeEvent(Path simulator, SampleMedia samples, String gateway, Clock clock) {
        this.shape = simulator.resolve("message-received.json");
        this.samples = samples;
        this.gateway = gateway;
        this.clock = clock;
    }

    public OutgoingMms compose(MmsOrder order) throws IOException {
        String eventId = UUID.randomUUID().toString();
        String messageId = UUID.randomUUID().toString();
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        JsonNode event = Json.MAPPER.readTree(Files.readAllBytes(shape));
        at(event, "/data").put("id", eventId).put("occurred_at", TIME.format(now));
        at(event, "/meta").put("delivered_to", gateway + "/webhooks");
        ObjectNode payload = at(event, "/data/payload")
                .put("id", messageId)
                .put("received_at", TIME.format(now.minusNanos(160_000_000)))
                .put("text", order.text())
                .put("type", order.media().isEmpty() ? "SMS" : "MMS")
                .put("webhook_url", gateway + "/webhooks");
        at(payload, "/from").put("phone_number", order.from());
        at(payload, "/to/0").put("phone_number", order.to());
        ArrayNode media = payload.putArray("media");
        for (String name : order.media()) {
            announce(media.addObject(), samples.find(name).orElseThrow(), order.fault(), messageId);
        }
        return new OutgoingMms(
                eventId, messageId, order, new Webhook(gateway + "/webhooks", Json.MAPPER.writeValueAsString(event)));
    }

    private void announce(ObjectNode item, SampleFile sample, Fault fault, String messageId) throws IOException {
        byte[] bytes = sample.bytes();
        String name = URLEncoder.encode(sample.name(), UTF_8).replace("+", "%20");
        item.put("content_type", sample.type())
                .put("hash_sha256", DigestUtils.sha256Hex(bytes))
                .put("size", bytes.length)
                .put("url", "%s/simulator/media/%s/%s/%s".formatted(gateway, fault.word(), messageId, name));
    }

    private ObjectNode at(JsonNode node, String pointer) {
        if (node.at(pointer) instanceof ObjectNode found) {
            return found;
        }
        throw new IllegalStateException(
                "%s has lost its %s: take it from the repository again.".formatted(shape, pointer));
    }
}
