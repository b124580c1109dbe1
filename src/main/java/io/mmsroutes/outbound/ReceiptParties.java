package io.mmsroutes.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.text.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads whom Telnyx speaks of, and with which errors: {@code to} is an array of objects, an object, a number, or an array of
 * numbers, and the status may stand beside it; all seen in captures, mocks and examples.
 */
public final class ReceiptParties {
    private ReceiptParties() {}

    /** One without a number has an empty one; where nobody is named, one is meant all the same. */
    public static List<Receipt.Party> in(JsonNode payload) {
        String statusOfAll = text(payload.path("status"));
        List<Receipt.Party> parties = new ArrayList<>();
        for (JsonNode party : asList(payload.path("to"))) {
            if (party.isObject() || isText(party)) {
                parties.add(party(party, statusOfAll));
            }
        }
        return parties.isEmpty() ? List.of(party(Json.MAPPER.createObjectNode(), statusOfAll)) : parties;
    }

    /** Error objects, an array; a text alone is a title. */
    public static ArrayNode errors(JsonNode node) {
        ArrayNode errors = Json.MAPPER.createArrayNode();
        JsonNode all = node.path("errors");
        for (JsonNode error : asList(all.isMissingNode() || all.isNull() ? node.path("error") : all)) {
            if (error.isObject() && !error.isEmpty()) {
                errors.add(error);
            } else if (isText(error)) {
                errors.addObject().put("title", error.asText());
            }
        }
        return errors;
    }

    private static Receipt.Party party(JsonNode party, @Nullable String statusOfAll) {
        String number = party.isObject() ? text(party.path("phone_number")) : text(party);
        String status = text(party.path("status"));
        return new Receipt.Party(
                new PhoneNumber(number == null ? "" : number),
                status == null ? statusOfAll : status,
                text(party.path("carrier")),
                text(party.path("line_type")),
                errors(party));
    }

    private static boolean isText(JsonNode node) {
        return node.isValueNode() && !node.isNull() && !node.asText().isBlank();
    }

    private static @Nullable String text(JsonNode node) {
        return isText(node) ? node.asText().strip() : null;
    }

    private static Iterable<JsonNode> asList(JsonNode node) {
        if (node.isArray()) {
            return node;
        }
        return node.isMissingNode() || node.isNull() ? List.of() : List.of(node);
    }
}
