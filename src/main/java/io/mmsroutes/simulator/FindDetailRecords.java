package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.text.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The simulated {@code GET /v2/detail_records}, for messages. One is there from the moment it is finalized: one that is
 * queued is not, developers.telnyx.com, "Rate limiting".
 */
public final class FindDetailRecords {
    private final SimulatedTelnyx telnyx;
    private final TakenMessages messages;
    private final Clock clock;

    public FindDetailRecords(SimulatedTelnyx telnyx, TakenMessages messages, Clock clock) {
        this.telnyx = telnyx;
        this.messages = messages;
        this.clock = clock;
    }

    /** @param headers of the request, with its query among them */
    public ApiAnswer find(Map<String, Object> headers, @Nullable String authorization) {
        if (!telnyx.isKnown(authorization)) {
            return ApiAnswer.unauthorized();
        }
        try {
            return find(DetailQuery.of(headers));
        } catch (Rejected e) {
            return ApiAnswer.refused(400, "10015", "Bad request", e.sentence());
        }
    }

    private ApiAnswer find(DetailQuery query) {
        Instant now = clock.instant();
        List<TakenMessages.Entry> found = messages.between(query.cld(), query.from(), query.before())
                .filter(entry ->
                        query.cli() == null || query.cli().equals(entry.place().from()))
                .filter(entry -> !now.isBefore(entry.place().finalizedAt()))
                .toList();
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode data = body.putArray("data");
        found.stream()
                .skip((query.page() - 1L) * query.size())
                .limit(query.size())
                .forEach(entry -> data.add(record(messages.read(entry.place()), entry.recipient())));
        body.putObject("meta")
                .put("page_number", query.page())
                .put("page_size", query.size())
                .put("total_pages", (found.size() + query.size() - 1) / query.size())
                .put("total_results", found.size());
        return ApiAnswer.of(200, body);
    }

    /** The specification's {@code MessageDetailRecord}. */
    private static ObjectNode record(TakenMessage message, String recipient) {
        Ending ending = message.ending();
        boolean mms = message.isMms() && message.receipts() != ReceiptOrder.AS_SMS;
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
}
