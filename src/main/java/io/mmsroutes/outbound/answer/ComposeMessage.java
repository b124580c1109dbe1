package io.mmsroutes.outbound.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.DateTimeText;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.RecipientView;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.TextParts;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told of a message: {@code OutboundMessagePayload} of Telnyx's specification, and one object {@code
 * mms_routes} with what Telnyx has no field for.
 */
public final class ComposeMessage {
    private static final String WEBHOOK_NOTE =
            "Telnyx does not call your webhook URL: the gateway passes Telnyx's receipts on to it, and mms.receipt-sink hears of every change.";

    /** Of the page's enum, which leaves out words that Telnyx does say. */
    private static final Set<String> LINE_TYPES = Set.of("Wireline", "Wireless", "VoWiFi", "VoIP", "Pre-Paid Wireless");

    /** API reference, OutboundMessagePayload {@code parts}. */
    private static final int MAX_PARTS = 10;
    /** Of the same page's examples. */
    private static final Duration USUAL_VALIDITY = Duration.ofHours(1);

    /** As Telnyx answers when it takes one: {@code valid_until} an hour after it, unless the caller named an end. */
    public ObjectNode entered(MessageView message) {
        ObjectNode answer = compose(message.asEntered());
        ObjectNode data = (ObjectNode) answer.path("data");
        if (data.path("valid_until").isNull()) {
            Instant sent = DateTimeText.parse(message.body().path("send_at").asText(""))
                    .orElse(message.createdAt());
            data.put("valid_until", sent.plus(USUAL_VALIDITY).toString());
        }
        return answer;
    }

    /** {@code OutboundMessagePayloadCancelled}: the message itself, in no {@code data}. */
    public JsonNode cancelled(MessageView message) {
        return compose(message).path("data");
    }

    /**
     * Shows a group as Telnyx does, a message for each member.
     *
     * @throws Rejected {@code message-unknown} for a message to one
     */
    public ObjectNode group(MessageView message) {
        if (message.kind() != SendKind.GROUP_MMS) {
            throw new Rejected("message-unknown", "There is no group message with this id.");
        }
        JsonNode whole = compose(message).path("data");
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode members = answer.putArray("data");
        for (JsonNode member : whole.path("to")) {
            ObjectNode one = whole.deepCopy();
            one.putArray("to").add(member);
            members.add(one);
        }
        return answer;
    }

    public ObjectNode compose(MessageView message) {
        JsonNode telnyx = message.telnyx() == null ? MissingNode.getInstance() : message.telnyx();
        ObjectNode body = message.body();
        boolean mms = SendRequest.isMms(message.kind(), body) && !message.sentAsSms();
        ObjectNode data = Json.MAPPER
                .createObjectNode()
                .put("record_type", "message")
                .put("direction", "outbound")
                .put("id", message.id().toString())
                .put("type", mms ? "MMS" : "SMS");
        if (message.kind() == SendKind.GROUP_MMS) {
            data.put("group_message_id", message.id().toString());
        }
        copyText(body, "messaging_profile_id", data);
        data.set("from", from(message, telnyx.path("from")));
        ArrayNode to = data.putArray("to");
        message.to().forEach(recipient -> to.add(to(recipient)));
        data.putArray("cc");
        copyText(body, "text", data);
        data.put("subject", body.path("subject").textValue());
        data.set("media", media(body));
        data.put("webhook_url", body.path("webhook_url").textValue())
                .put("webhook_failover_url", body.path("webhook_failover_url").textValue())
                .put("received_at", message.createdAt().toString())
                .putNull("sent_at")
                .put("completed_at", text(message.finalizedAt()))
                .put("valid_until", validUntil(message))
                .putNull("cost");
        copyText(body, "send_at", data);
        data.putArray("tags");
        TextParts text = TextParts.of(body.path("text").asText());
        data.put("encoding", "ucs2".equals(body.path("encoding").asText()) ? TextParts.UCS2 : text.encoding())
                .put("num_chars", body.path("text").asText().length())
                .put("parts", mms ? 1 : Math.min(MAX_PARTS, text.parts()));
        TelnyxPayload.copy(telnyx, data);
        data.set("errors", MessageErrors.of(message));
        data.set("mms_routes", ours(message));
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.set("data", data);
        return answer;
    }

    /** @param telnyx Telnyx's word on the sender: an object, or only the number, as in its examples of group messages */
    private static ObjectNode from(MessageView message, JsonNode telnyx) {
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
    private static ObjectNode to(RecipientView recipient) {
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

    private static ArrayNode media(ObjectNode body) {
        ArrayNode media = Json.MAPPER.createArrayNode();
        body.path("media_urls")
                .forEach(url -> media.addObject()
                        .put("url", url.asText())
                        .putNull("content_type")
                        .putNull("sha256")
                        .putNull("size"));
        return media;
    }

    /** As long as it waits here; Telnyx has a time of its own from then on. */
    private static @Nullable String validUntil(MessageView message) {
        boolean waits = message.acceptedAt() == null && message.finalizedAt() == null;
        return waits ? message.body().path("send_before").textValue() : null;
    }

    private static ObjectNode ours(MessageView message) {
        ObjectNode ours = Json.MAPPER.createObjectNode().put("state", message.state());
        putUnlessNull(ours, "code", message.code());
        putUnlessNull(ours, "reason", message.reason());
        if (!message.account().equals(TelnyxAccount.DEFAULT)) {
            ours.put("account", message.account());
        }
        putUnlessNull(ours, "telnyx_id", message.telnyxId());
        putUnlessNull(ours, "submitted_at", text(message.submittedAt()));
        putUnlessNull(ours, "accepted_at", text(message.acceptedAt()));
        if (message.sentAsSms()) {
            ours.put("sent_as_sms", true);
        }
        ours.set("checks", message.checks());
        if (message.body().hasNonNull("webhook_url") || message.body().hasNonNull("webhook_failover_url")) {
            ours.put("webhook_url_note", WEBHOOK_NOTE);
        }
        return ours;
    }

    private static void copyText(ObjectNode body, String field, ObjectNode data) {
        putUnlessNull(data, field, body.path(field).textValue());
    }

    private static void putUnlessNull(ObjectNode node, String field, @Nullable String value) {
        if (value != null) {
            node.put(field, value);
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
