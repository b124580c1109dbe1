package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.simulator.MmsOrder.Fault;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.TextParts;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated phone sends: reads the order and makes the {@code message.received} event that Telnyx would make. Its shape stands
 * in {@code simulator/message-received.json}; what differs from message to message is put in here.
 */
public final class InboundMms {
    /** What Telnyx itself answers to a keyword. */
    private static final Map<String, String> ANSWERS = Map.of(
            "STOP", "You have been unsubscribed and get no more messages. Reply START to get them again.",
            "START", "You are subscribed again. Reply STOP to end it.",
            "HELP", "Reply STOP to end these messages.");

    private final Path shape;
    private final SampleMedia samples;
    private final Account account;
    private final Phone phone;
    private final String gateway;
    private final Clock clock;

    /**
     * @param simulator the folder {@code simulator/}
     * @param gateway where the simulated media host listens, such as {@code http://127.0.0.1:8080}
     */
    public InboundMms(Path simulator, SampleMedia samples, Account account, Phone phone, String gateway, Clock clock) {
        this.shape = simulator.resolve("message-received.json");
        this.samples = samples;
        this.account = account;
        this.phone = phone;
        this.gateway = gateway;
        this.clock = clock;
    }

    /** Throws {@link Rejected} as {@link MmsOrder#read} does. */
    public MmsOrder read(@Nullable Object body) throws IOException {
        return MmsOrder.read(body, samples);
    }

    /** Telnyx itself processes a keyword and answers it; the event says so. */
    public OutgoingMms compose(MmsOrder order) throws IOException {
        String messageId = UUID.randomUUID().toString();
        Instant now = clock.instant();
        List<String> urls = urls(order);
        Optional<String> keyword = account.keyword(order.text(), order.from(), order.to());
        JsonNode event = Json.MAPPER.readTree(Files.readAllBytes(shape));
        at(event, "/data").put("id", UUID.randomUUID().toString()).put("occurred_at", MessageJson.time(now));
        at(event, "/meta");
        ObjectNode payload = at(event, "/data/payload")
                .put("id", messageId)
                .put("received_at", MessageJson.time(now.minusMillis(160)))
                .put("text", order.text())
                .put("type", order.media().isEmpty() && order.cc().isEmpty() ? "SMS" : "MMS")
                .put("encoding", TextParts.of(order.text()).encoding())
                .put("autoresponse_type", keyword.orElse(null))
                .put("webhook_url", urls.isEmpty() ? null : urls.get(0));
        at(payload, "/from").put("phone_number", order.from());
        at(payload, "/to/0").put("phone_number", order.to());
        order.cc().forEach(payload.withArray("cc")::add);
        if (!order.cc().isEmpty()) {
            payload.put("group_message_id", messageId);
        }
        ArrayNode media = payload.putArray("media");
        for (String name : order.media()) {
            announce(media.addObject(), samples.find(name).orElseThrow(), order.fault(), messageId);
        }
        keyword.ifPresent(word -> phone.add(Arrival.text(
                UUID.randomUUID().toString(), order.to(), order.from(), ANSWERS.getOrDefault(word, ""), now)));
        return new OutgoingMms(messageId, order, new Post.Event((ObjectNode) event, urls, 1, now));
    }

    /**
     * Tells whoever pressed "send" what became of it.
     *
     * @param answers status codes of the webhook's first attempts, in order; 0 where there was no answer
     */
    public SentMms report(OutgoingMms mms, List<Integer> answers) {
        MmsOrder order = mms.order();
        return new SentMms(
                mms.eventId(),
                mms.messageId(),
                order.from(),
                order.media(),
                order.fault().word(),
                List.copyOf(answers));
    }

    private List<String> urls(MmsOrder order) {
        if (order.webhook() != null) {
            return List.of(order.webhook());
        }
        JsonNode profile = account.profile();
        return Stream.of("webhook_url", "webhook_failover_url")
                .map(field -> profile.path(field).asText(""))
                .filter(url -> !url.isEmpty() && !url.equals("null"))
                .toList();
    }

    private void announce(ObjectNode item, SampleMedia.Sample sample, Fault fault, String messageId)
            throws IOException {
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

    /** A message that the simulated Telnyx has received from the phone and is about to announce. */
    public record OutgoingMms(String messageId, MmsOrder order, Post.Event event) {
        public String eventId() {
            return event.event().at("/data/id").asText();
        }

        /** The first, and the same again for each duplicate. */
        public List<Post> deliveries() {
            return Collections.nCopies(order.duplicates() + 1, event);
        }
    }

    /**
     * The answer of {@code POST /simulator/mms}.
     *
     * @param messageId names the folder, {@code mms/{from}/{messageId}} in the store
     * @param webhook what the gateway answered to each delivery
     */
    public record SentMms(
            String eventId, String messageId, String from, List<String> media, String fault, List<Integer> webhook) {}
}
