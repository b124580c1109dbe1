package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The simulated {@code GET /v2/detail_records}, for messages, and {@code GET /v2/webhook_deliveries}. */
public final class RecordsApi {
    private static final String RECORD_TYPE = "filter[record_type]";
    private static final String DIRECTION = "filter[direction]";
    private static final String CLI = "filter[cli]";
    private static final String CLD = "filter[cld]";
    private static final String FROM = "filter[created_at][gte]";
    private static final String BEFORE = "filter[created_at][lt]";
    private static final Set<String> OF_MESSAGES = Set.of(RECORD_TYPE, DIRECTION, CLI, CLD, FROM, BEFORE);
    private static final int MAX_MESSAGES = 50;

    private static final String STATUS = "filter[status][eq]";
    private static final String TYPE = "filter[event_type]";
    private static final String ATTEMPTS = "filter[attempts][contains]";
    private static final String WEBHOOK = "filter[webhook][contains]";
    private static final String SINCE = "filter[started_at][gte]";
    private static final String UNTIL = "filter[started_at][lte]";
    private static final Set<String> OF_WEBHOOKS = Set.of(STATUS, TYPE, ATTEMPTS, WEBHOOK, SINCE, UNTIL);
    private static final int MAX_WEBHOOKS = 250;

    private final TakenMessages messages;
    private final WebhookPosts posts;
    private final Clock clock;

    public RecordsApi(TakenMessages messages, WebhookPosts posts, Clock clock) {
        this.messages = messages;
        this.posts = posts;
        this.clock = clock;
    }

    /** One is there from the moment it is finalized: one that is queued is not, developers.telnyx.com, "Rate limiting". */
    ApiAnswer messages(Map<String, Object> headers) {
        Query query = Query.of(headers, OF_MESSAGES, MAX_MESSAGES);
        Query.require("messaging".equals(query.filter(RECORD_TYPE)), RECORD_TYPE + " must be messaging.");
        String direction = query.filter(DIRECTION);
        Query.require(direction == null || direction.equals("outbound"), DIRECTION + " must be outbound.");
        Instant now = clock.instant();
        String cli = query.filter(CLI);
        List<ObjectNode> found = messages.between(
                        query.filter(CLD), query.time(FROM, Instant.EPOCH), query.time(BEFORE, Instant.MAX))
                .filter(entry -> cli == null || cli.equals(entry.place().from()))
                .map(entry -> new Found(messages.read(entry.place()), entry.recipient()))
                .filter(entry -> entry.message().ending(now).isPresent())
                .map(entry -> record(entry.message(), entry.recipient(), now))
                .toList();
        return ApiAnswer.page(found, query.page(), query.size());
    }

    /** @param own which payloads are of the account that asks */
    ApiAnswer webhooks(Map<String, Object> headers, Predicate<JsonNode> own) {
        Query query = Query.of(headers, OF_WEBHOOKS, MAX_WEBHOOKS);
        Instant since = query.time(SINCE, Instant.EPOCH);
        Instant until = query.time(UNTIL, Instant.MAX);
        String types = query.filter(TYPE);
        List<ObjectNode> found = posts.deliveries().stream()
                .filter(delivery -> own.test(delivery.at("/webhook/payload")))
                .filter(delivery -> query.filter(STATUS) == null
                        || delivery.path("status").asText().equals(query.filter(STATUS)))
                .filter(delivery -> types == null
                        || Set.of(types.split(","))
                                .contains(delivery.at("/webhook/event_type").asText()))
                .filter(delivery -> contains(delivery, "attempts", query.filter(ATTEMPTS)))
                .filter(delivery -> contains(delivery, "webhook", query.filter(WEBHOOK)))
                .filter(delivery -> isBetween(delivery.path("started_at").asText(), since, until))
                .toList();
        return ApiAnswer.page(found, query.page(), query.size());
    }

    private static boolean contains(ObjectNode delivery, String field, @Nullable String text) {
        return text == null || delivery.path(field).toString().contains(text);
    }

    private static boolean isBetween(String time, Instant since, Instant until) {
        Instant at = OffsetDateTime.parse(time).toInstant();
        return !at.isBefore(since) && !at.isAfter(until);
    }

    /** The specification's {@code MessageDetailRecord}. */
    private static ObjectNode record(TakenMessage message, String recipient, Instant now) {
        Ending ending = message.ending(now).orElseThrow();
        boolean mms = message.isMms() && !ending.asSms();
        ObjectNode record = Json.MAPPER
                .createObjectNode()
                .put("record_type", "message_detail_record")
                .put("uuid", message.id())
                .put("direction", "outbound")
                .put("cli", message.from())
                .put("cld", recipient)
                .put("message_type", mms ? "MMS" : "SMS")
                .put("status", ending.recordStatus())
                .put("delivery_status", ending.status())
                .put("carrier", "Simulated Wireless")
                .put("country_code", "US")
                .put("cost", "0.0150")
                .put("currency", "USD")
                .put("parts", 1)
                .put("created_at", MessageJson.time(message.at()))
                .put("updated_at", MessageJson.time(message.finalizedAt()))
                .put("completed_at", MessageJson.time(message.finalizedAt()));
        if (ending.isSent()) {
            record.put("sent_at", MessageJson.time(message.sentAt()));
        }
        if (message.request().hasNonNull("messaging_profile_id")) {
            record.put(
                    "profile_id", message.request().path("messaging_profile_id").asText());
        }
        ArrayNode errors = record.putArray("errors");
        if (ending.problem() != null) {
            errors.add(ending.problem().code());
        }
        return record;
    }

    private record Found(TakenMessage message, String recipient) {}
}
