package io.mmsroutes.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.admin.AdminAccess.View;
import io.mmsroutes.admin.ListQuery;
import io.mmsroutes.console.ShowReceived.Listing;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.Finding;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.RecipientView;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.repository.FindMessage;
import io.mmsroutes.repository.Page;
import io.mmsroutes.repository.SentMessages;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.store.MediaInStore;
import io.mmsroutes.text.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages to send as the console shows them. */
public final class ShowSent {
    private static final List<String> STATES =
            Stream.of(SendState.values()).map(SendState::word).toList();

    /** They may arrive twice where they are sent again: nobody knows, or Telnyx said no. */
    private static final Set<String> SENDABLE_AGAIN = Set.of("parked", "failed", "rejected", "expired", "cancelled");

    private final SentMessages sent;
    private final FindMessage findMessage;
    private final StoredObjects storedObjects;
    private final Clock clock;

    public ShowSent(SentMessages sent, FindMessage findMessage, StoredObjects storedObjects, Clock clock) {
        this.sent = sent;
        this.findMessage = findMessage;
        this.storedObjects = storedObjects;
        this.clock = clock;
    }

    /**
     * @param query as it came: limit, after, id, number, kind, state, code, since, until
     * @throws Rejected {@code list-unclear} with the name of the parameter
     */
    public Listing list(View view, @Nullable String query) {
        MessageQuery asked = MessageQuery.of(view, query, STATES);
        Page<MessageView> page = sent.list(asked.filter(), asked.after(), asked.limit());
        return new Listing(
                page.rows().stream().map(message -> json(view, message)).toList(), ListQuery.next(page.next()));
    }

    /** How many there are in each state; of those that are over, those of the last day. */
    public Map<String, Long> counts() {
        return sent.counts(clock.instant().minus(Duration.ofDays(1)));
    }

    /**
     * One message, with its life and what was found of its media.
     *
     * @param id ours, or Telnyx's
     * @throws Rejected {@code message-unknown}
     */
    public ObjectNode show(View view, @Nullable String id) {
        MessageView message = findMessage.find(id);
        ObjectNode json = json(view, message);
        json.set("timeline", Json.MAPPER.valueToTree(sent.timeline(message.id())));
        json.set("checks", message.checks());
        return json;
    }

    /**
     * Where one of its files is, if it is in a store of ours.
     *
     * @param index of {@code mediaUrls}, from 0
     * @throws Rejected {@code stored-missing}, {@code stored-unknown} or {@code message-unknown}; {@code read-only} for a view without
     *     content
     */
    public MediaInStore media(View view, @Nullable String id, String index) {
        view.requireContent();
        int place = index.matches("\\d{1,4}") ? Integer.parseInt(index) : -1;
        String url = findMessage.find(id).body().path("media_urls").path(place).asText("");
        if (!MediaInStore.isReference(url)) {
            throw new Rejected("stored-missing", "There is nothing here.");
        }
        return storedObjects.find(url);
    }

    /**
     * The request of a message that was not sent, to be entered anew.
     *
     * @param body JSON with {@code mayArriveTwice} true
     * @throws Rejected {@code confirmation-missing}, or {@code not-to-be-sent-again} in a state where Telnyx may still send it
     */
    public byte[] requestAgain(@Nullable String id, byte[] body) {
        MessageView message = findMessage.find(id);
        if (!SENDABLE_AGAIN.contains(message.state())) {
            throw new Rejected(
                    "not-to-be-sent-again",
                    "It is %s: only what is parked, failed, rejected or expired is sent again."
                            .formatted(message.state()));
        }
        if (!isConfirmed(body)) {
            throw new Rejected("confirmation-missing", "It may arrive twice: say so with {\"mayArriveTwice\":true}.");
        }
        ObjectNode request = message.body().deepCopy();
        request.remove("send_before");
        return request.toString().getBytes(StandardCharsets.UTF_8);
    }

    public Findings findings(List<Finding> found) {
        return new Findings(found);
    }

    static ObjectNode json(View view, MessageView message) {
        JsonNode body = message.body();
        ObjectNode json = Json.MAPPER.createObjectNode().put("id", message.id().toString());
        ShowReceived.put(json, "telnyxId", message.telnyxId());
        json.put("kind", message.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (message.from() != null) {
            json.put("from", message.from().value());
        }
        ArrayNode to = json.putArray("to");
        for (RecipientView recipient : message.to()) {
            ObjectNode one =
                    to.addObject().put("number", recipient.number().value()).put("status", recipient.status());
            ShowReceived.put(one, "carrier", recipient.carrier());
            ShowReceived.put(one, "lineType", recipient.lineType());
            if (view.content()) {
                one.set("errors", recipient.errors());
            }
        }
        if (view.content()) {
            ShowReceived.put(json, "text", body.path("text").textValue());
            ShowReceived.put(json, "subject", body.path("subject").textValue());
            ArrayNode urls = json.putArray("mediaUrls");
            body.path("media_urls").forEach(url -> urls.add(url.asText()));
            if (!urls.isEmpty()) {
                json.put("mediaHref", "/admin/v1/sent/%s/media/".formatted(message.id()));
            }
        }
        json.put("state", message.state());
        ShowReceived.put(json, "code", message.code());
        ShowReceived.put(json, "reason", message.reason());
        json.put("createdAt", message.createdAt().toString());
        ShowReceived.put(json, "submittedAt", message.submittedAt());
        ShowReceived.put(json, "acceptedAt", message.acceptedAt());
        ShowReceived.put(json, "finalizedAt", message.finalizedAt());
        ShowReceived.put(json, "sendAt", body.path("send_at").textValue());
        return json.put("sentAsSms", message.sentAsSms())
                .put("canCancel", canCancel(message))
                .put("canSendAgain", SENDABLE_AGAIN.contains(message.state()));
    }

    /** What waits here, or is scheduled at Telnyx. */
    private static boolean canCancel(MessageView message) {
        return switch (SendState.of(message.state())) {
            case PREPARING, QUEUED -> true;
            case ACCEPTED -> message.body().hasNonNull("send_at");
            default -> false;
        };
    }

    private static boolean isConfirmed(byte[] body) {
        try {
            return Json.MAPPER.readTree(body).path("mayArriveTwice").asBoolean(false);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    /** @param findings of all media; empty when all is well */
    public record Findings(List<Finding> findings) {}
}
