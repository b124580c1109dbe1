package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.simulator.Post.Receipt;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.TextParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A sent message as Telnyx writes it. Its shape stands in {@code simulator/message-sent.json}; what differs from message to
 * message and changes with time is put in here.
 */
public final class MessageJson {
    /** Telnyx writes the offset, where Java would write Z. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    private static final Duration VALIDITY = Duration.ofHours(1);

    private final JsonNode shape;
    private final Account account;

    /** @param simulator the folder {@code simulator/} */
    public MessageJson(Path simulator, Account account) throws IOException {
        this.shape = Json.MAPPER.readTree(Files.readAllBytes(simulator.resolve("message-sent.json")));
        this.account = account;
        if (!shape.at("/data/payload/from").isObject() || !shape.path("meta").isObject()) {
            throw new IllegalStateException(
                    "%s/message-sent.json has lost a part: take it from the repository again.".formatted(simulator));
        }
    }

    /** As the API tells of it at some time. */
    ObjectNode payload(TakenMessage message, Instant now) {
        return payload(message, now, message.to());
    }

    ObjectNode event(TakenMessage message, Receipt receipt, String eventId) {
        boolean sent = receipt.event().equals(Receipt.SENT);
        Instant occurred = sent ? message.sentAt() : message.finalizedAt();
        List<String> about = sent ? message.to() : List.of(message.to().get(receipt.recipient()));
        ObjectNode payload = payload(message, occurred, about);
        if (!sent && payload.path("from") instanceof ObjectNode from) {
            from.put("status", "webhook_delivered");
        }
        ObjectNode event = shape.deepCopy();
        event.withObject("/data")
                .put("event_type", receipt.event())
                .put("id", eventId)
                .put("occurred_at", time(occurred))
                .set("payload", payload);
        return event;
    }

    /** Where the receipts of a message go: to its own URLs, then to those of the profile; none where there are none. */
    List<String> webhookUrls(TakenMessage message, JsonNode profile) {
        List<String> urls = new ArrayList<>();
        List<JsonNode> sources = message.request().path("use_profile_webhooks").asBoolean(true)
                ? List.of(message.request(), profile)
                : List.of(message.request());
        for (JsonNode source : sources) {
            for (String field : List.of("webhook_url", "webhook_failover_url")) {
                String url = source.path(field).asText("");
                if (source.hasNonNull(field) && !url.isEmpty() && !urls.contains(url)) {
                    urls.add(url);
                }
            }
        }
        return urls;
    }

    static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    private ObjectNode payload(TakenMessage message, Instant now, List<String> recipients) {
        ObjectNode payload = shape.at("/data/payload").deepCopy();
        JsonNode request = message.request();
        Optional<Ending> ending = message.ending(now);
        boolean mms = message.isMms() && ending.filter(Ending::asSms).isEmpty();
        String text = request.path("text").asText("");
        TextParts parts = TextParts.of(text, request.path("encoding").asText("auto"));
        payload.put("id", message.id())
                .put("type", mms ? "MMS" : "SMS")
                .put("text", text)
                .put("encoding", parts.encoding())
                .put("parts", mms ? 1 : Math.min(10, parts.parts()))
                .put("num_chars", text.length())
                .put("received_at", time(message.at()))
                .put("valid_until", time(message.begins().plus(VALIDITY)));
        webhookUrls(message, account.profile()).stream().limit(1).forEach(url -> payload.put("webhook_url", url));
        payload.withObject("/from").put("phone_number", message.from());
        for (String copied : List.of("subject", "messaging_profile_id", "webhook_failover_url", "send_at")) {
            if (request.hasNonNull(copied)) {
                payload.set(copied, request.path(copied));
            }
        }
        if (message.isGroup()) {
            payload.put("group_message_id", message.id());
        }
        if (message.ended() != null && message.ended().ending().isSent() && !now.isBefore(message.sentAt())) {
            payload.put("sent_at", time(message.sentAt()));
        }
        ending.ifPresent(how -> {
            payload.put("completed_at", time(message.finalizedAt()));
            if (how.problem() != null) {
                ApiAnswer.write(how.problem(), payload.withArray("errors"));
            }
        });
        announce(request.path("media_urls"), payload.withArray("media"));
        recipients.forEach(to -> payload.withArray("to")
                .addObject()
                .put("carrier", "Simulated Wireless")
                .put("line_type", "Wireless")
                .put("phone_number", to)
                .put("status", message.status(now, to)));
        return payload;
    }

    /** Telnyx does not know more of them yet, and never says more later. */
    private static void announce(JsonNode urls, ArrayNode media) {
        for (JsonNode url : urls) {
            media.addObject()
                    .putNull("content_type")
                    .putNull("sha256")
                    .putNull("size")
                    .put("url", url.asText());
        }
    }
}
