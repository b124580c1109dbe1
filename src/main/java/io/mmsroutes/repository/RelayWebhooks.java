package io.mmsroutes.repository;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.database.queue.NewEntry;
import io.mmsroutes.database.queue.QueueEntries;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.telnyx.WebhookEvent;
import io.mmsroutes.text.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Enters webhooks of Telnyx, byte for byte with their signature, for those who want them: {@code mms.webhooks.relay-to} all, and the
 * {@code webhook_url} of a message its receipts. Each has an entry of its own, so none waits for another; each event is relayed once.
 */
public final class RelayWebhooks {
    private static final String QUEUE = "relays";
    /** For each URL, as Telnyx has it: developers.telnyx.com, "Receiving webhooks for messaging". */
    private static final int ATTEMPTS = 3;

    private final Database database;
    private final List<String> all;

    /** @param relayTo {@code mms.webhooks.relay-to}: URLs, separated by commas */
    public RelayWebhooks(Database database, String relayTo) {
        this.database = database;
        this.all = Arrays.stream(relayTo.split(","))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .toList();
    }

    /**
     * Not what the gateway tries itself out with.
     *
     * @param signature null for what was fetched of Telnyx's API: no receiver could verify it
     */
    public void toAll(byte[] raw, WebhookEvent event, @Nullable String signature, @Nullable String timestamp) {
        boolean isOurs = event.type().startsWith("mms-routes.");
        if (all.isEmpty() || isOurs || signature == null || timestamp == null) {
            return;
        }
        int unused = database.write(transaction -> {
            for (String url : all) {
                enter(transaction, raw, event.duplicateKey(), new Target(url, "", signature, timestamp), List.of());
            }
            return all.size();
        });
    }

    /** To the URL that the message names, if it names one. */
    static void toCaller(Transaction transaction, UUID id, SignedWebhook webhook) {
        target(transaction.jdbc(), id, webhook)
                .ifPresent(target -> enter(
                        transaction, webhook.bytes(), webhook.key(), target, OutboundMessages.keys(transaction, id)));
    }

    /**
     * Says where to post in this attempt.
     *
     * @param failover empty for none
     * @throws Rejected {@code relay-failed} after three attempts a URL
     */
    public String url(int attempt, String url, @Nullable String failover) {
        if (attempt <= ATTEMPTS) {
            return url;
        }
        if (attempt <= 2 * ATTEMPTS && failover != null && !failover.isBlank()) {
            return failover;
        }
        throw new Rejected("relay-failed", "The receiver did not take the webhook in three attempts a URL.");
    }

    /** @throws TryLater {@code relay-refused} for what is no 2xx */
    public void require(int status) {
        if (status / 100 != 2) {
            throw new TryLater("relay-refused", "The receiver of webhooks answers %s.".formatted(status));
        }
    }

    private static Optional<Target> target(JdbcClient jdbc, UUID id, SignedWebhook webhook) {
        return jdbc.sql("select request from outbound_messages where id = :id")
                .param("id", id.toString())
                .query((row, number) -> Row.json(row.getString("request")))
                .optional()
                .filter(request -> request.hasNonNull("webhook_url"))
                .map(request -> new Target(
                        request.path("webhook_url").asText(),
                        request.path("webhook_failover_url").asText(""),
                        webhook.signature(),
                        webhook.timestamp()));
    }

    private static void enter(Transaction transaction, byte[] raw, String key, Target target, List<String> keys) {
        String headers = Json.MAPPER
                .valueToTree(Map.of(
                        "mmsRelayUrl", target.url(),
                        "mmsRelayFailover", target.failover(),
                        "mmsSignature", target.signature(),
                        "mmsTimestamp", target.timestamp()))
                .toString();
        // The id outlives the entry, and the URL may hold a number.
        String id = key + " " + DigestUtils.sha256Hex(target.url()).substring(0, 16);
        boolean unused =
                QueueEntries.enter(transaction, new NewEntry(QUEUE, id, raw, headers, null, Duration.ZERO, keys));
    }

    private record Target(String url, String failover, String signature, String timestamp) {}

    /**
     * A webhook as it came, for a receiver that verifies it itself.
     *
     * @param key of the event
     * @param body each byte as a character of Latin-1, so that JSON keeps it to the byte, and a number in it is found
     */
    record SignedWebhook(String key, String body, String signature, String timestamp) {
        static @Nullable SignedWebhook of(
                byte[] raw, String key, @Nullable String signature, @Nullable String timestamp) {
            return signature == null || timestamp == null
                    ? null
                    : new SignedWebhook(key, new String(raw, StandardCharsets.ISO_8859_1), signature, timestamp);
        }

        @JsonIgnore
        byte[] bytes() {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
