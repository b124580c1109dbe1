package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.simulator.Post.Receipt;
import io.mmsroutes.text.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of the simulated Telnyx: receipts and messages that came in. A receiver that answers anything but 2xx, or nothing within 2
 * s, gets it again: developers.telnyx.com, "Receiving webhooks for messaging".
 */
public final class WebhookPosts {
    private static final int MAX_DELIVERIES = 1000;

    private final TakenMessages messages;
    private final Delivered delivered;
    private final MessageJson messageJson;
    private final Account account;
    private final DueQueue<Post> due;
    private final Clock clock;
    private final Map<String, ObjectNode> deliveries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ObjectNode> eldest) {
            return size() > MAX_DELIVERIES;
        }
    };

    public WebhookPosts(
            TakenMessages messages,
            Delivered delivered,
            MessageJson messageJson,
            Account account,
            DueQueue<Post> due,
            Clock clock) {
        this.messages = messages;
        this.delivered = delivered;
        this.messageJson = messageJson;
        this.account = account;
        this.due = due;
        this.clock = clock;
    }

    /** Throws {@link Rejected} {@code message-forgotten} or {@code no-webhook-url}. */
    public Webhook compose(Post post) {
        List<String> urls = urls(post);
        if (post.url() >= urls.size()) {
            throw new Rejected("no-webhook-url", "Neither the message nor the profile has a webhook_url.");
        }
        String url = urls.get(post.url());
        ObjectNode event = event(post);
        event.putObject("meta").put("attempt", post.attemptOfUrl()).put("delivered_to", url);
        return new Webhook(url, event.toString());
    }

    /**
     * Notes an attempt, and has the next one made where it failed.
     *
     * @param status of the answer; null where there was none
     * @return the status; 0 where there was none
     */
    public int posted(Post post, @Nullable Integer status) {
        List<String> urls = urls(post);
        boolean taken = status != null && status >= 200 && status < 300;
        boolean last = post.attempt() >= urls.size() * Post.ATTEMPTS;
        if (post.url() < urls.size()) {
            note(post, urls.get(post.url()), status == null ? 0 : status, taken, taken || last);
        }
        if (!taken && !last) {
            Post next = post.again(clock.instant());
            due.add(next, next.dueAt());
        } else if (post instanceof Receipt receipt) {
            delivered.add(receipt);
        }
        return status == null ? 0 : status;
    }

    /** Telnyx's {@code webhook_delivery} records of what was delivered or given up, the newest first. */
    List<ObjectNode> deliveries() {
        synchronized (deliveries) {
            List<ObjectNode> done = new ArrayList<>();
            deliveries.values().stream()
                    .filter(delivery -> delivery.has("finished_at"))
                    .map(ObjectNode::deepCopy)
                    .forEach(delivery -> done.add(0, delivery));
            return done;
        }
    }

    private List<String> urls(Post post) {
        return post instanceof Receipt receipt
                ? messages.find(receipt.messageId())
                        .map(message -> messageJson.webhookUrls(message, account.profile()))
                        .orElse(List.of())
                : ((Post.Event) post).urls();
    }

    private ObjectNode event(Post post) {
        if (post instanceof Receipt receipt) {
            return messageJson.event(messages.get(receipt.messageId()), receipt, eventId(receipt));
        }
        return ((Post.Event) post).event().deepCopy();
    }

    private void note(Post post, String url, int status, boolean taken, boolean finished) {
        JsonNode webhook = event(post).path("data");
        String now = MessageJson.time(clock.instant());
        synchronized (deliveries) {
            ObjectNode delivery = deliveries.computeIfAbsent(
                    webhook.path("id").asText(),
                    id -> Json.MAPPER
                            .createObjectNode()
                            .put("record_type", "webhook_delivery")
                            .put(
                                    "id",
                                    UUID.nameUUIDFromBytes(id.getBytes(UTF_8)).toString())
                            .put("started_at", now));
            delivery.put("status", taken ? "delivered" : "failed").set("webhook", webhook);
            ArrayNode attempts = delivery.withArray("attempts");
            ObjectNode attempt = attempts.insertObject(0)
                    .put("started_at", now)
                    .put("finished_at", now)
                    .put("status", taken ? "delivered" : "failed");
            ObjectNode http = attempt.putObject("http");
            http.putObject("request").put("url", url);
            http.putObject("response").put("status", status);
            if (finished) {
                delivery.put("finished_at", now);
            }
        }
    }

    /** The same for each attempt, and after a restart. */
    private static String eventId(Receipt receipt) {
        return UUID.nameUUIDFromBytes("%s %s %s"
                        .formatted(receipt.messageId(), receipt.event(), receipt.recipient())
                        .getBytes(UTF_8))
                .toString();
    }

    /**
     * An event on its way.
     *
     * @param url where it is posted
     * @param json exactly as it is signed and posted
     */
    public record Webhook(String url, String json) {
        public byte[] body() {
            return json.getBytes(UTF_8);
        }
    }
}
