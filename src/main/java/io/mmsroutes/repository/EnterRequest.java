package io.mmsroutes.repository;

import io.mmsroutes.account.Callers;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.SendRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes a request into the database, once: what is in it will be sent, or somebody is told why not. */
public final class EnterRequest {
    private static final int LONGEST_KEY = 255;

    private final Database database;
    private final EntryRules rules;
    private final Callers callers;

    public EnterRequest(Database database, EntryRules rules, Callers callers) {
        this.database = database;
        this.rules = rules;
        this.callers = callers;
    }

    /**
     * Returns our id of the message; for a key that was seen before, that of the first time.
     *
     * @param channel where it came in, such as {@code http}; keys of one channel do not meet those of another
     * @param key by which the caller knows a repeat; null where there is none
     * @param caller name of an application with a key of its own; null for others. Keys of one caller do not meet those of another
     * @throws Rejected {@code key-too-long}, {@code request-too-large}, {@code key-reused} when the same key came with another request,
     *     {@code request-refused} when a recipient has opted out, or {@code account-forbidden} for a sender of an account that the caller
     *     does not send from
     */
    public UUID enterFor(SendRequest request, String channel, @Nullable String key, @Nullable String caller) {
        if (key != null && key.length() > LONGEST_KEY) {
            throw new Rejected("key-too-long", "Idempotency-Key has more than %s characters.".formatted(LONGEST_KEY));
        }
        UUID id = UUID.randomUUID();
        NewOutboundMessage send = NewOutboundMessage.of(
                id,
                request,
                (caller == null ? channel : channel + "@" + caller) + ":"
                        + (key == null || key.isBlank() ? id : key.strip()),
                NewOutboundMessage.BULK);
        return database.write(transaction -> enter(transaction, send.by(callers.find(caller))));
    }

    private UUID enter(Transaction transaction, NewOutboundMessage send) {
        Optional<UUID> earlier = send.earlier(transaction);
        if (earlier.isPresent() || send.insert(transaction, rules)) {
            return earlier.orElse(send.id());
        }
        return send.earlier(transaction).orElseThrow();
    }
}
