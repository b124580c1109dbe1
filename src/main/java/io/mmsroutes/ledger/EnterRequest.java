package io.mmsroutes.ledger;

import io.mmsroutes.Sha256;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendRequest;
import io.mmsroutes.sending.SendState;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes a request into the ledger, once: what is in it will be sent, or somebody is told why not. */
public final class EnterRequest {
    private static final int BULK = 5;
    private static final int LONGEST_KEY = 255;
    /** Of the column, which is as long as H2 allows. */
    private static final int LONGEST_REQUEST = 1_048_576;

    private final Ledger ledger;
    private final boolean preflight;
    private final String defaultProfile;

    /**
     * @param preflight {@code mms.send.preflight}: whether media are looked at before the call
     * @param defaultProfile {@code telnyx.messaging-profile-id}; may be empty
     */
    public EnterRequest(Ledger ledger, String preflight, String defaultProfile) {
        this.ledger = ledger;
        this.preflight = !"off".equals(preflight);
        this.defaultProfile = defaultProfile;
    }

    /**
     * Returns our id of the message; for a key that was seen before, that of the first time.
     *
     * @param door where it came in, such as {@code http}; keys of one door do not meet those of another
     * @param key by which the caller knows a repeat; null where there is none
     * @throws Rejected {@code key-too-long}, {@code request-too-large}, {@code key-reused} when the same key came with another
     *     request, or {@code request-refused} when a recipient has opted out
     */
    public UUID enter(SendRequest request, String door, @Nullable String key) {
        if (key != null && key.length() > LONGEST_KEY) {
            throw new Rejected("key-too-long", "Idempotency-Key has more than %d characters.".formatted(LONGEST_KEY));
        }
        String body = request.body().toString();
        if (body.length() > LONGEST_REQUEST) {
            throw new Rejected(
                    "request-too-large", "The request has more than %d characters.".formatted(LONGEST_REQUEST));
        }
        UUID id = UUID.randomUUID();
        String requestKey = door + ":" + (key == null || key.isBlank() ? id : key.strip());
        String hash = Sha256.hex((request.kind() + body).getBytes(StandardCharsets.UTF_8));
        Entry entry = new Entry(id, request, body, requestKey, hash);
        try {
            return ledger.inTransaction(jdbc -> enter(jdbc, entry));
        } catch (DuplicateKeyException e) {
            // The same key, or the same new sender, came twice at once and the other one was faster.
            return ledger.inTransaction(jdbc -> enter(jdbc, entry));
        }
    }

    private UUID enter(JdbcClient jdbc, Entry entry) {
        return earlier(jdbc, entry).orElseGet(() -> insert(jdbc, entry));
    }

    private static Optional<UUID> earlier(JdbcClient jdbc, Entry entry) {
        return jdbc.sql("select id, request_hash from sends where request_key = :key")
                .param("key", entry.key())
                .query((row, number) -> {
                    if (!row.getString("request_hash").equals(entry.hash())) {
                        throw new Rejected(
                                "key-reused",
                                "This Idempotency-Key came with another request before; take a new key for a new message.");
                    }
                    return Row.id(row);
                })
                .optional();
    }

    private UUID insert(JdbcClient jdbc, Entry entry) {
        SendRequest request = entry.request();
        List<Problem> problems = OptOuts.problems(jdbc, request, defaultProfile);
        if (!problems.isEmpty()) {
            throw new Rejected("request-refused", problems);
        }
        Instant now = Ledger.now(jdbc);
        SendState state = preflight && !request.mediaUrls().isEmpty() ? SendState.PREPARING : SendState.QUEUED;
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
                .param("id", entry.id())
                .param("key", entry.key())
                .param("hash", entry.hash())
                .param("kind", request.kind().name())
                .param("sender", request.sender())
                .param("priority", BULK)
                .param("request", entry.body())
                .param("sendBefore", Row.time(request.sendBefore()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("state", state.word())
                .param("now", Row.time(now))
                .update();
        int ordinal = 0;
        for (PhoneNumber number : request.to()) {
            jdbc.sql("""
                    insert into recipients (send_id, ordinal, number, status, final)
                    values (:id, :ordinal, :number, 'queued', false)""")
                    .param("id", entry.id())
                    .param("ordinal", ordinal++)
                    .param("number", number.value())
                    .update();
        }
        return entry.id();
    }

    /**
     * @param body the request's, written once: it may be large
     * @param key of the door and of the caller
     * @param hash of kind and body
     */
    private record Entry(UUID id, SendRequest request, String body, String key, String hash) {}
}
