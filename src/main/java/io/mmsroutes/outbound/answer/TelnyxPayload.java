package io.mmsroutes.outbound.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.outbound.DateTimeText;
import io.mmsroutes.text.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * What only Telnyx knows of a message, out of the payload that it gave last. A field is taken over when its value is of the
 * kind that Telnyx's specification states; examples on Telnyx's own pages are not always.
 */
final class TelnyxPayload {
    private static final Map<String, Predicate<JsonNode>> KINDS = new TreeMap<>(Map.ofEntries(
            Map.entry("messaging_profile_id", JsonNode::isTextual),
            Map.entry("organization_id", TelnyxPayload::isUuid),
            Map.entry("encoding", JsonNode::isTextual),
            Map.entry("parts", parts -> parts.isInt() && parts.intValue() >= 1 && parts.intValue() <= 10),
            Map.entry("num_chars", JsonNode::isInt),
            Map.entry("smart_encoding_applied", JsonNode::isBoolean),
            Map.entry("tcr_campaign_id", JsonNode::isTextual),
            Map.entry("tcr_campaign_registered", JsonNode::isTextual),
            Map.entry("tcr_campaign_billable", JsonNode::isBoolean),
            Map.entry("wait_seconds", wait -> wait.isNumber() && Double.isFinite(wait.doubleValue())),
            Map.entry("sent_at", TelnyxPayload::isDateTime),
            Map.entry("completed_at", TelnyxPayload::isDateTime),
            Map.entry("valid_until", TelnyxPayload::isDateTime),
            Map.entry("tags", TelnyxPayload::isListOfText)));

    private TelnyxPayload() {}

    /** What Telnyx knows replaces what stands there. */
    static void copy(JsonNode payload, ObjectNode message) {
        KINDS.forEach((field, kind) -> {
            if (kind.test(payload.path(field))) {
                message.set(field, payload.path(field));
            }
        });
        if (payload.path("cost").isObject()) {
            message.set("cost", money(payload.path("cost")));
        }
        JsonNode breakdown = payload.path("cost_breakdown");
        if (breakdown.isObject()) {
            ObjectNode parts = message.putObject("cost_breakdown");
            parts.set("carrier_fee", money(breakdown.path("carrier_fee")));
            parts.set("rate", money(breakdown.path("rate")));
        }
    }

    /** The amount is text in the specification and in events, and a number in an example. */
    private static ObjectNode money(JsonNode money) {
        ObjectNode copy = Json.MAPPER.createObjectNode();
        for (String field : new String[] {"amount", "currency"}) {
            if (money.path(field).isValueNode() && !money.path(field).isNull()) {
                copy.put(field, money.path(field).asText());
            }
        }
        return copy;
    }

    private static boolean isUuid(JsonNode value) {
        try {
            return value.isTextual()
                    && value.asText()
                            .equalsIgnoreCase(UUID.fromString(value.asText()).toString());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDateTime(JsonNode value) {
        return value.isTextual() && DateTimeText.parse(value.asText()).isPresent();
    }

    private static boolean isListOfText(JsonNode value) {
        return value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
    }
}
