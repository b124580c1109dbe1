package io.mmsroutes.outbound;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.text.UntrustedText;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Telnyx tells of a message it took.
 *
 * @param eventType {@code message.sent} or {@code message.finalized}; the latter is a last word
 * @param telnyxId Telnyx's id of the message
 * @param ref our id, as the signed body gives it back; null where it does not
 * @param type {@code MMS} or {@code SMS}, as it went out; empty where it is not said
 * @param errors an array, empty where there are none
 * @param payload the whole message as Telnyx tells it
 */
public record Receipt(
        String eventId,
        String eventType,
        String telnyxId,
        @Nullable UUID ref,
        @Nullable Instant occurredAt,
        String type,
        List<Party> recipients,
        JsonNode errors,
        JsonNode payload) {
    private static final String FINALIZED = "message.finalized";

    /** It finds its message by this, also after it was parked. */
    public Receipt {
        telnyxId = UntrustedText.storable(telnyxId);
    }

    /**
     * @param number empty where it is not said
     * @param status as Telnyx words it; null where it is not said
     * @param errors of this recipient alone, an array
     */
    public record Party(
            PhoneNumber number,
            @Nullable String status,
            @Nullable String carrier,
            @Nullable String lineType,
            @Nullable JsonNode errors) {
        public Party(PhoneNumber number, @Nullable String status, @Nullable String carrier, @Nullable String lineType) {
            this(number, status, carrier, lineType, null);
        }
    }

    /** The recipient's own; else those of the whole message. */
    public JsonNode errorsOf(Party party) {
        JsonNode own = party.errors();
        return own == null || own.isEmpty() ? errors : own;
    }

    @JsonIgnore
    public boolean isFinal() {
        return FINALIZED.equals(eventType);
    }

    /** The same without what only a person reads, for a payload that no column has room for. */
    public Receipt inShort() {
        return new Receipt(
                eventId,
                eventType,
                telnyxId,
                ref,
                occurredAt,
                type,
                recipients,
                JsonNodeFactory.instance.arrayNode(),
                JsonNodeFactory.instance.objectNode());
    }

    /** Without the payload: numbers and words of it are not for a log. */
    @Override
    public String toString() {
        return "Receipt[telnyxId=%s, eventType=%s]".formatted(telnyxId, eventType);
    }
}
