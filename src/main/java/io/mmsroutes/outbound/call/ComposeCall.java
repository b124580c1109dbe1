package io.mmsroutes.outbound.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.text.Json;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes what Telnyx gets of a checked request: the caller's own words, without what is only for the gateway. */
public final class ComposeCall {
    /** Receipts go to the gateway, which tells your application; Telnyx knows one address for a message. */
    private static final List<String> FOR_THE_GATEWAY =
            List.of("send_before", "mms_routes", "webhook_url", "webhook_failover_url");

    /** developers.telnyx.com, API reference "Send a group MMS message": it has no such fields. */
    private static final List<String> NOT_FOR_GROUPS = List.of("type", "messaging_profile_id");

    private final String publicUrl;
    private final Clock clock;

    /** @param publicUrl {@code mms.public-url}; empty: no message names where its receipts shall go */
    public ComposeCall(String publicUrl, Clock clock) {
        this.clock = clock;
        this.publicUrl = publicUrl.replaceFirst("/+$", "");
    }

    /**
     * A message whose {@code send_at} is over waited here for that long, and is sent at once.
     *
     * @param id ours, by which a receipt is recognised
     */
    public Call compose(SendRequest request, UUID id) throws JsonProcessingException {
        ObjectNode body = request.body().deepCopy();
        body.remove(FOR_THE_GATEWAY);
        if (request.kind() == SendKind.GROUP_MMS) {
            body.remove(NOT_FOR_GROUPS);
        }
        // Null is absent to us, and not in Telnyx's schema. Empty media would make an MMS of an SMS, says "FAQs about
        // MMS".
        body.properties().removeIf(field -> field.getValue().isNull());
        if (request.mediaUrls().isEmpty()) {
            body.remove("media_urls");
        }
        if (body.path("text").asText().isBlank()) {
            body.remove("text");
        }
        if (request.from() != null) {
            body.put("from", request.from().value());
        }
        SendKind kind = request.kind();
        if (request.sendAt().filter(at -> !at.isAfter(clock.instant())).isPresent()) {
            body.remove("send_at");
            kind = kind == SendKind.SCHEDULE ? SendKind.MESSAGES : kind;
        }
        body.set("to", to(request));
        if (publicUrl.isEmpty()) {
            body.remove("use_profile_webhooks"); // or no receipt would go anywhere
        } else {
            body.put("webhook_url", "%s/webhooks?ref=%s".formatted(publicUrl, id));
        }
        return new Call("/messages" + kind.path(), Json.MAPPER.writeValueAsBytes(body));
    }

    private static JsonNode to(SendRequest request) {
        ArrayNode numbers = Json.MAPPER.valueToTree(request.to());
        return request.kind() == SendKind.GROUP_MMS ? numbers : numbers.get(0);
    }

    /**
     * Returns the content of the call.
     *
     * @param headers get its path, which camel-http adds to {@code telnyx.api-url}
     */
    public byte[] write(Call call, Map<String, Object> headers) {
        headers.put("CamelHttpPath", call.path());
        return call.json();
    }

    /** @param path below {@code telnyx.api-url} */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares calls
    public record Call(String path, byte[] json) {}
}
