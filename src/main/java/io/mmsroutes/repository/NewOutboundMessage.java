package io.mmsroutes.repository;

import io.mmsroutes.account.Callers.Caller;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.SendState;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into the database.
 *
 * @param body the request's, written once: it may be large
 * @param key by which a repeat is known
 * @param hash of kind and body
 * @param priority the lower goes first
 * @param account that it is sent from; null for that of its sender
 * @param caller who asked for it, with a key of its own; null for others
 */
record NewOutboundMessage(
        UUID id,
        SendRequest request,
        String body,
        String key,
        String hash,
        int priority,
        @Nullable String account,
        @Nullable Caller caller) {
    static final int REPLY = 1;
    static final int BULK = 5;
    /** A webhook of Telnyx could not carry it back. */
    private static final int LONGEST_REQUEST = 1_048_576;

    /** Throws {@link Rejected} {@code request-too-large}. */
    static NewOutboundMessage of(UUID id, SendRequest request, String key, int priority) {
        String body = request.body().toString();
        if (body.length() > LONGEST_REQUEST) {
            throw new Rejected(
                    "request-too-large", "The request has more than %s characters.".formatted(LONGEST_REQUEST));
        }
        String hash = DigestUtils.sha256Hex(request.kind() + body);
        return new NewOutboundMessage(id, request, body, key, hash, priority, null, null);
    }

    /** An answer goes by the account that the message came by. */
    NewOutboundMessage from(String other) {
        return new NewOutboundMessage(id, request, body, key, hash, priority, other, caller);
    }

    NewOutboundMessage by(@Nullable Caller who) {
        return new NewOutboundMessage(id, request, body, key, hash, priority, account, who);
    }

    /** Our id of the message that came with this key before; throws {@link Rejected} {@code key-reused} for another one. */
    Optional<UUID> earlier(Transaction transaction) {
        return transaction
                .sql("select id, request_hash from outbound_messages where request_key = :key")
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

    /** False where one with this key came at the same time, and was faster. */
    boolean insert(Transaction transaction, EntryRules rules) {
        rules.check(transaction.jdbc(), request);
        String sentFrom = rules.account(transaction.jdbc(), request, account);
        if (caller != null && !caller.maySendFrom(sentFrom)) {
            throw new Rejected(
                    "account-forbidden",
                    List.of(ErrorCode.NOT_AUTHORIZED.at(
                            "/from",
                            "This sender is of an account that your key does not send from: write another sender.")));
        }
        RateLimitSlots.add(transaction, sentFrom);
        Instant now = Row.now(transaction.jdbc());
        transaction
                .sql("""
                insert into rate_limits (account, sender, next_slot) values (:account, :sender, :now)
                on conflict (account, sender) do nothing""")
                .param("account", sentFrom)
                .param("sender", request.sender())
                .param("now", Row.time(now))
                .update();
        int fresh = transaction
                .sql("""
                insert into outbound_messages (id, request_key, request_hash, kind, sender, priority, request, send_before, send_at,
                    state, state_at, created_at, attempts, doubts, status_events, sent_as_sms, account, caller)
                values (:id, :key, :hash, :kind, :sender, :priority, :request, :sendBefore, :sendAt,
                    :state, :now, :now, 0, 0, 0, false, :account, :caller)
                on conflict (request_key) do nothing""")
                .param("id", id.toString())
                .param("account", sentFrom)
                .param("caller", caller == null ? null : caller.name(), Types.VARCHAR)
                .param("key", key)
                .param("hash", hash)
                .param("kind", request.kind().name())
                .param("sender", request.sender())
                .param("priority", priority)
                .param("request", body)
                .param("sendBefore", Row.time(request.sendBefore()), Types.BIGINT)
                .param("sendAt", Row.time(request.sendAt().orElse(null)), Types.BIGINT)
                .param("state", rules.firstState(request).word())
                .param("now", Row.time(now))
                .update();
        if (fresh == 0) {
            return false;
        }
        MessageChanges.note(
                transaction, id.toString(), rules.firstState(request).word(), null, null);
        int ordinal = 0;
        for (PhoneNumber number : request.to()) {
            transaction
                    .sql("""
                    insert into outbound_recipients (message_id, ordinal, number, status, final)
                    values (:id, :ordinal, :number, :status, false)""")
                    .param("id", id.toString())
                    .param("ordinal", ordinal++)
                    .param("number", number.value())
                    .param("status", request.sendAt().isPresent() ? "scheduled" : "queued")
                    .update();
        }
        if (rules.firstState(request) == SendState.PREPARING) {
            RecordChecks.enterFirst(transaction, request.sender());
        } else {
            transaction.becameDue(OutboundMessages.DUE);
        }
        return true;
    }
}
