package io.mmsroutes.ledger;

import io.mmsroutes.Sha256;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A message on its way into the ledger.
 *
 * @param body the request's, written once: it may be large
 * @param key by which a repeat is known
 * @param hash of kind and body
 * @param priority the lower goes first
 */
record NewSend(UUID id, SendRequest request, String body, String key, String hash, int priority) {
    static final int REPLY = 1;
    static final int BULK = 5;
    /** Of the column, which is as long as H2 allows. */
    private static final int LONGEST_REQUEST = 1_048_576;

    /** Throws {@link Rejected} {@code request-too-large}. */
    static NewSend of(UUID id, SendRequest request, String key, int priority) {
        String body = request.body().toString();
        if (body.length() > LONGEST_REQUEST) {
            throw new Rejected(
                    "request-too-large", "The request has more than %s characters.".formatted(LONGEST_REQUEST));
        }
        String hash = Sha256.hex((request.kind() + body).getBytes(StandardCharsets.UTF_8));
        return new NewSend(id, request, body, key, hash, priority);
    }

    /** Our id of the message that came with this key before; throws {@link Rejected} {@code key-reused} for another one. */
    Optional<UUID> earlier(JdbcClient jdbc) {
        return jdbc.sql("select id, request_hash from sends where request_key = :key")
                .param("key", key)
                .query((row, number) -> {
                    if (!row.getString("request_hash").equals(hash)) {
                        throw new Rejected(
                                "key-reused",
                                "This Idempotency-Key came with another request before; take a new key for a new message.");
                    }
                    return Row.id(row);
                })
                .optional();
    }

    UUID insert(JdbcClient jdbc, EntryRules rules) {
        rules.check(jdbc, request);
        Instant now = Ledger.now(jdbc);
        jdbc.sql("""
                insert into lanes (sender, next_slot)
                select :sender, :now where not exists (select 1 from lanes where sender = :sender)""")
                .param("sender", request.sender())
                .param("now", Row.time(now))
                .update();
        jdbc.sql("""
                insert into sends (id, request_key, request_hash, kind, sender, priority, request, send_before,
                    state, state_at, created_at, attempts, sent_as_sms)
                values (:id, :key, :hash, :kind, :sender, :priority, :request, :sendBefore,
                    :state, :now, :now, 0, false)""")
                .param("id", id)
                .param("key", key)
                .param("hash", hash)
                .param("kind", request.kind().name())
                .param("sender", request.sender())
                .param("priority", priority)
                .param("request", body)
                .param("sendBefore", Row.time(request.sendBefore()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("state", rules.firstState(request).word())
                .param("now", Row.time(now))
                .update();
        int ordinal = 0;
        for (PhoneNumber number : request.to()) {
            jdbc.sql("""
                    insert into recipients (send_id, ordinal, number, status, final)
                    values (:id, :ordinal, :number, 'queued', false)""")
                    .param("id", id)
                    .param("ordinal", ordinal++)
                    .param("number", number.value())
                    .update();
        }
        return id;
    }
}
