package io.mmsroutes.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.admin.AdminAccess.View;
import io.mmsroutes.admin.ListQuery;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.Progress;
import io.mmsroutes.repository.MessageFilter;
import io.mmsroutes.repository.Page;
import io.mmsroutes.repository.ReceivedMessages;
import io.mmsroutes.repository.ReceivedMessages.ReceivedMessage;
import io.mmsroutes.repository.SentMessages;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.store.MediaInStore;
import io.mmsroutes.text.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Received messages as the console shows them: the fields of {@code message.json}, with {@code id}, {@code state}, {@code code}, {@code
 * reason}, {@code nextTry}, and a {@code href} of each item that is stored.
 */
public final class ShowReceived {
    private static final List<String> STATES = Stream.of(ReceivedMessage.State.values())
            .map(state -> state.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final List<String> OURS_ALONE = List.of("messageId", "completedAt", "complete", "keyFingerprint");
    private static final String INBOUND = "inbound";

    private final ReceivedMessages received;
    private final SentMessages sent;
    private final StoredObjects storedObjects;
    private final DeadLetters deadLetters;

    public ShowReceived(ReceivedMessages received, SentMessages sent, StoredObjects storedObjects, Database database) {
        this.received = received;
        this.sent = sent;
        this.storedObjects = storedObjects;
        this.deadLetters = new DeadLetters(database);
    }

    /**
     * @param query as it came: limit, after, id, number, kind, state, code, since, until
     * @throws Rejected {@code list-unclear} with the name of the parameter
     */
    public Listing list(View view, @Nullable String query) {
        MessageQuery asked = MessageQuery.of(view, query, STATES);
        Page<ReceivedMessage> page = received.list(asked.filter(), asked.after(), asked.limit());
        return new Listing(
                page.rows().stream().map(message -> json(view, message)).toList(), ListQuery.next(page.next()));
    }

    /** One message, with its life. Throws {@link Rejected} {@code message-unknown}. */
    public ObjectNode show(View view, @Nullable String id) {
        ReceivedMessage message = received.find(id);
        return json(view, message).set("timeline", Json.MAPPER.valueToTree(received.timeline(message)));
    }

    /** What came from the sender of a message, and what was sent to it, newest first. Throws as {@link #show} does. */
    public Conversation conversation(View view, @Nullable String id, @Nullable String query) {
        ObjectNode of = received.find(id).manifest();
        String number = of.path("from").asText();
        int limit = MessageQuery.of(view, query, List.of()).limit();
        MessageFilter filter = new MessageFilter(null, number, null, null, null, null, null);
        List<ObjectNode> both = new ArrayList<>();
        received.list(filter, null, limit)
                .rows()
                .forEach(message -> both.add(json(view, message).put("direction", "in")));
        sent.list(filter, null, limit)
                .rows()
                .forEach(message -> both.add(ShowSent.json(view, message).put("direction", "out")));
        both.sort(Comparator.comparing(
                        (ObjectNode message) -> message.path(message.has("receivedAt") ? "receivedAt" : "createdAt")
                                .asText())
                .reversed());
        return new Conversation(
                number, of.path("to").path(0).asText(""), both.subList(0, Math.min(limit, both.size())));
    }

    /**
     * Where one item of a message is.
     *
     * @param index as {@code message.json} counts
     * @throws Rejected {@code stored-missing} or {@code link-unknown}; {@code read-only} for a view without content
     */
    public MediaInStore media(View view, @Nullable String id, @Nullable String index) {
        view.requireContent();
        for (JsonNode item : received.find(id).manifest().path("media")) {
            String location = item.path("location").asText("");
            if (item.path("index").asText().equals(index) && !location.isEmpty()) {
                return storedObjects.linked(MediaInStore.place(location));
            }
        }
        throw new Rejected("stored-missing", "There is nothing here.");
    }

    /**
     * Puts a message that lacks media back into its queue.
     *
     * @throws Rejected {@code nothing-to-fetch}
     */
    public Map<String, Integer> fetchAgain(@Nullable String id) {
        String event = received.find(id).manifest().path("eventId").asText();
        WhichDeadLetters which = new WhichDeadLetters(INBOUND, event, List.of(), null, null, null);
        int replayed = deadLetters.requeue(
                which, progress -> Progress.parse(progress).replayed(false).toText());
        if (replayed == 0) {
            throw new Rejected("nothing-to-fetch", "The message lacks nothing, or is worked on now.");
        }
        return Map.of("replayed", replayed);
    }

    private static ObjectNode json(View view, ReceivedMessage message) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", message.id());
        ObjectNode manifest = message.manifest().deepCopy();
        manifest.remove(OURS_ALONE);
        json.setAll(manifest);
        json.put("receivedAt", message.receivedAt().toString());
        json.put("state", message.state().name().toLowerCase(Locale.ROOT));
        put(json, "code", message.code());
        put(json, "reason", message.reason());
        put(json, "nextTry", message.nextTry());
        json.put("attempts", message.attempts());
        for (JsonNode item : json.path("media")) {
            ObjectNode shown = (ObjectNode) item;
            if (shown.has("location") && view.content()) {
                shown.put(
                        "href",
                        "/admin/v1/received/%s/media/%s"
                                .formatted(message.id(), shown.path("index").asText()));
            }
            if (!view.content()) {
                shown.remove(List.of("location", "card"));
                ((ObjectNode) shown.path("announced")).remove("name");
            }
        }
        if (!view.content()) {
            json.remove(List.of("text", "subject", "slides", "location", "suggestionResponse"));
        }
        return json;
    }

    static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }

    /** @param next {@code after} of the next page; null on the last one */
    public record Listing(
            List<ObjectNode> messages, @Nullable String next) {}

    /**
     * @param number of the other side
     * @param ours the number that it wrote to
     */
    public record Conversation(String number, String ours, List<ObjectNode> messages) {}
}
