package io.mmsroutes.support;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import java.util.UUID;

/** Builds events in Telnyx's shape; each has ids of its own. */
public final class Events {
    public static final String SENDER = "+13125550001";

    private final ObjectNode root = Json.MAPPER.createObjectNode();
    private final ObjectNode payload;
    private final ArrayNode media;

    private Events(String type) {
        ObjectNode data = root.putObject("data");
        data.put("event_type", type).put("id", UUID.randomUUID().toString());
        data.put("occurred_at", "2026-01-16T00:06:08.026+00:00").put("record_type", "event");
        payload = data.putObject("payload");
        payload.put("id", UUID.randomUUID().toString()).put("type", "MMS").put("text", "Here it is é");
        payload.putObject("from").put("phone_number", SENDER).put("carrier", "Verizon Wireless");
        payload.putArray("to").addObject().put("phone_number", "+17735550002").put("status", "webhook_delivered");
        payload.putArray("cc");
        media = payload.putArray("media");
    }

    public static Events received() {
        return new Events("message.received");
    }

    public static Events of(String type) {
        return new Events(type);
    }

    /** Another event that tells of the same message. */
    public static Events again(Events other) {
        Events again = new Events(other.data().path("event_type").asText());
        again.payload.removeAll();
        again.payload.setAll(other.payload.deepCopy());
        return again;
    }

    /** A receipt of a message to one number, which gives our id back as Telnyx does: in the URL it was told to call. */
    public static Events receipt(String type, String to, String status, String ref) {
        Events receipt = new Events(type);
        receipt.payload
                .withArray("to")
                .removeAll()
                .addObject()
                .put("phone_number", to)
                .put("status", status);
        receipt.payload.put("webhook_url", "http://127.0.0.1/webhooks?ref=" + ref);
        return receipt;
    }

    public Events media(String url) {
        media.addObject().put("url", url);
        return this;
    }

    public Events media(String url, String type, long size, String sha256) {
        media.addObject()
                .put("url", url)
                .put("content_type", type)
                .put("size", size)
                .put("hash_sha256", sha256);
        return this;
    }

    /** As Telnyx counts them, inside of what it signs. */
    public Events attempt(int number) {
        root.putObject("meta").put("attempt", number);
        return this;
    }

    /** For shapes that differ: the payload to change. */
    public ObjectNode payload() {
        return payload;
    }

    public ObjectNode data() {
        return (ObjectNode) root.path("data");
    }

    public String messageId() {
        return payload.path("id").asText();
    }

    public String eventId() {
        return data().path("id").asText();
    }

    public String json() {
        return root.toString();
    }
}
