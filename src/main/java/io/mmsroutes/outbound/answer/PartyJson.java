package io.mmsroutes.outbound.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.RecipientView;
import io.mmsroutes.text.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sender and receivers as {@code OutboundMessagePayload} has them; its enums leave out words that Telnyx does say. */
final class PartyJson {
    private static final Set<String> LINE_TYPES = Set.of("Wireline", "Wireless", "VoWiFi", "VoIP", "Pre-Paid Wireless");

    private PartyJson() {}

    /** @param telnyx Telnyx's word on the sender: an object, or only the number, as in its examples of group messages */
    static ObjectNode from(MessageView message, JsonNode telnyx) {
        String picked = telnyx.isTextual()
                ? telnyx.asText()
                : telnyx.path("phone_number").textValue();
        ObjectNode from = Json.MAPPER.createObjectNode();
        if (message.from() != null) {
            from.put("phone_number", message.from().value());
        } else if (picked != null) {
            from.put("phone_number", picked);
        }
        return describe(
                from,
                telnyx.path("carrier").textValue(),
                telnyx.path("line_type").textValue());
    }

    /** The status is Telnyx's word whatever it is; some are in no schema, such as {@code unknown} of a group's member. */
    static ObjectNode to(RecipientView recipient) {
        ObjectNode to = Json.MAPPER
                .createObjectNode()
                .put("phone_number", recipient.number().value())
                .put("status", recipient.status());
        return describe(to, recipient.carrier(), recipient.lineType());
    }

    private static ObjectNode describe(ObjectNode party, @Nullable String carrier, @Nullable String lineType) {
        return party.put("carrier", carrier == null ? "" : carrier)
                .put("line_type", lineType != null && LINE_TYPES.contains(lineType) ? lineType : "");
    }
}
