package io.mmsroutes.ledger;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.sending.SendRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes a request into the ledger, once: what is in it will be sent, or somebody is told why not. */
public final class EnterRequest {
    private static final int LONGEST_KEY = 255;

    private final Ledger ledger;
    private final EntryRules rules;

    public EnterRequest(Ledger ledger, EntryRules rules) {
        this.ledger = ledger;
        this.rules = rules;
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
            throw new Rejected("key-too-long", "Idempotency-Key has more than %s characters.".formatted(LONGEST_KEY));
        }
        UUID id = UUID.randomUUID();
        NewSend send =
                NewSend.of(id, request, door + ":" + (key == null || key.isBlank() ? id : key.strip()), NewSend.BULK);
        try {
            return ledger.inTransaction(jdbc -> enter(jdbc, send));
        } catch (DuplicateKeyException e) {
            // The same key, or the same new sender, came twice at once and the other one was faster.
            return ledger.inTransaction(jdbc -> enter(jdbc, send));
        }
    }

    private UUID enter(JdbcClient jdbc, NewSend send) {
        return send.earlier(jdbc).orElseGet(() -> send.insert(jdbc, rules));
    }
}
