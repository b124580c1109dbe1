package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.outbound.Outcome;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.text.Json;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what a call came to. A receipt that was faster than the answer is not undone. */
public final class RecordOutcome {
    private static final Logger LOG = LoggerFactory.getLogger(RecordOutcome.class);

    /** Holds that one message may begin while others pass: a proxy that is at fault now and then hits others as well. */
    private static final int MAX_DOUBTS = 4;

    private final Database database;
    private final Duration firstLook;

    /** @param settleInterval {@code mms.send.reconcile-interval}; Telnyx has records when a message is delivered, so the first look waits */
    public RecordOutcome(Database database, Duration settleInterval) {
        this.database = database;
        this.firstLook = settleInterval.multipliedBy(3);
    }

    /**
     * Once for each call: what an earlier call came to says nothing while a later one is under way, unless Telnyx took it.
     *
     * @param attempts calls to Telnyx, this one included
     */
    public void record(UUID id, int attempts, Outcome outcome) {
        List<Runnable> said = new ArrayList<>(); // after the commit
        int unused = database.writePatiently(transaction -> {
            if (outcome instanceof Outcome.Accepted || OutboundMessages.attempts(transaction, id) == attempts) {
                said.addAll(write(transaction, id, outcome));
                transaction.becameDue(OutboundMessages.DUE); // a slot may be free earlier, and so is a thread
            }
            return said.size();
        });
        said.forEach(Runnable::run);
    }

    /** For metrics, such as {@code Accepted}. */
    public String name(Outcome outcome) {
        return outcome.getClass().getSimpleName();
    }

    /** Returns what is to be logged. */
    private List<Runnable> write(Transaction transaction, UUID id, Outcome outcome) {
        List<Runnable> said = new ArrayList<>();
        Sender sender = sender(transaction, id);
        if (outcome instanceof Outcome.Accepted accepted) {
            List<Holds.Hold> over = accepted(transaction, id, accepted);
            said.add(() -> LOG.info("Telnyx took the message, id={} telnyxId={}", id, accepted.telnyxId()));
            over.forEach(hold -> said.add(() -> tellEnd(hold)));
        } else if (outcome instanceof Outcome.Postponed later) {
            said.add(postpone(transaction, id, sender, sender.named(later)));
        } else if (outcome instanceof Outcome.Refused refused) {
            List<Holds.Hold> over = refused(transaction, id, refused);
            said.add(end(
                    transaction,
                    id,
                    SendState.REJECTED,
                    refused.code(),
                    TelnyxAccount.sentence(sender.account(), refused.sentence()),
                    refused.errors()));
            over.forEach(hold -> said.add(() -> tellEnd(hold)));
        } else if (outcome instanceof Outcome.Unknown unknown) {
            tryAnotherLater(transaction, id);
            said.add(end(transaction, id, SendState.UNKNOWN, unknown.code(), unknown.sentence(), null));
            OutboundMessages.reconcile(transaction, id, SendState.UNKNOWN, firstLook);
        }
        return said;
    }

    private static Runnable postpone(Transaction transaction, UUID id, Sender sender, Outcome.Postponed later) {
        if (later.hold() == Outcome.Hold.NONE) {
            postponed(transaction, id, sender, later);
            return () -> LOG.info(
                    "Telnyx takes the message later, id={} code={} waits={} delayMillis={}",
                    id,
                    later.code(),
                    later.scope(),
                    later.delay().toMillis());
        }
        if (isItsOwnFault(transaction, id, sender, later)) {
            return end(
                    transaction, id, SendState.REJECTED, later.code(), later.sentence(), Json.MAPPER.createArrayNode());
        }
        Optional<Holds.Hold> began = held(transaction, id, sender, later);
        return () -> began.ifPresent(hold -> LOG.warn(
                "Sending is held, what waits is kept, one message at a time is tried until Telnyx takes it, sender={} code={}: {}",
                hold.name(),
                hold.code(),
                hold.reason()));
    }

    private static void tellEnd(Holds.Hold hold) {
        LOG.info("Sending goes on, sender={} code={} heldSince={}", hold.name(), hold.code(), hold.since());
    }

    private static Runnable end(
            Transaction transaction, UUID id, SendState state, String code, String reason, @Nullable JsonNode errors) {
        boolean ended = ended(transaction, id, state, code, reason, errors);
        return () -> {
            if (ended) {
                LOG.warn("Message is {} now, id={} code={}: {}", state.word(), id, code, reason);
            }
        };
    }

    /** It began the hold of the account again and again, while Telnyx took others in between. */
    private static boolean isItsOwnFault(Transaction transaction, UUID id, Sender sender, Outcome.Postponed later) {
        return later.hold() == Outcome.Hold.IN_DOUBT
                && Holds.ofAccount(transaction, sender.account()).isEmpty()
                && transaction
                                .sql("select doubts from outbound_messages where id = :id")
                                .param("id", id.toString())
                                .query(Integer.class)
                                .optional()
                                .orElse(0)
                        >= MAX_DOUBTS;
    }

    /** Returns the hold that began with this. */
    private static Optional<Holds.Hold> held(Transaction transaction, UUID id, Sender sender, Outcome.Postponed later) {
        tryAnotherLater(transaction, id);
        Instant now = Row.now(transaction.jdbc());
        String slot = sender.slot(later.scope());
        Optional<Holds.Hold> began = Holds.begin(transaction, sender.account(), slot, later, now);
        if (began.isPresent() && began.get().inDoubt()) {
            transaction
                    .sql("update outbound_messages set doubts = doubts + 1 where id = :id")
                    .param("id", id.toString())
                    .update();
        }
        Duration pause = began.map(hold -> hold.pause(now)).orElse(Duration.ZERO);
        waitUntil(
                transaction,
                sender.account(),
                slot,
                now.plus(later.delay().compareTo(pause) > 0 ? later.delay() : pause));
        OutboundMessages.move(transaction, id, SendState.QUEUED, later.code(), later.sentence());
        return began;
    }

    /** Where the message was called in spite of a hold: the next one is called for after a pause. */
    private static boolean tryAnotherLater(Transaction transaction, UUID id) {
        Instant now = Row.now(transaction.jdbc());
        List<Holds.Hold> tried = Holds.tried(transaction, id);
        tried.forEach(
                hold -> RateLimitSlots.move(transaction, hold.account(), hold.sender(), now.plus(hold.pause(now))));
        return !tried.isEmpty();
    }

    /** A message that is refused for itself does not answer whether the hold is over: the next one is called for at once. */
    private static List<Holds.Hold> refused(Transaction transaction, UUID id, Outcome.Refused refused) {
        Instant now = Row.now(transaction.jdbc());
        List<Holds.Hold> over = new ArrayList<>();
        for (Holds.Hold hold : Holds.tried(transaction, id)) {
            // Telnyx itself speaks again, so what stood in front of it does not any more.
            if (hold.inDoubt() && refused.called()) {
                Holds.end(transaction, hold, now);
                over.add(hold);
            } else {
                RateLimitSlots.move(transaction, hold.account(), hold.sender(), now);
            }
        }
        return over;
    }

    private static Sender sender(Transaction transaction, UUID id) {
        return transaction
                .sql("select account, sender from outbound_messages where id = :id")
                .param("id", id.toString())
                .query((row, number) -> new Sender(row.getString("account"), row.getString("sender")))
                .optional()
                .orElse(new Sender(TelnyxAccount.DEFAULT, ""));
    }

    private static void waitUntil(Transaction transaction, String account, String sender, Instant slot) {
        transaction
                .sql("""
                update rate_limits set next_slot = :slot
                where next_slot < :slot and account = :account and sender = :sender""")
                .param("slot", Row.time(slot))
                .param("account", account)
                .param("sender", sender)
                .update();
    }

    private static List<Holds.Hold> accepted(Transaction transaction, UUID id, Outcome.Accepted accepted) {
        List<Holds.Hold> over = Holds.end(transaction, id);
        boolean moved = OutboundMessages.move(transaction, id, SendState.ACCEPTED, null, null);
        if (moved) {
            OutboundMessages.report(transaction, id, SendState.ACCEPTED.word());
        }
        transaction
                .sql("""
                update outbound_messages set telnyx_id = coalesce(telnyx_id, :telnyxId), telnyx = coalesce(telnyx, :message),
                    accepted_at = coalesce(accepted_at, $now)
                where id = :id""")
                .param("telnyxId", Row.id(accepted.telnyxId()))
                .param("message", Row.json(accepted.message()), Types.VARCHAR)
                .param("id", id.toString())
                .update();
        int ordinal = 0;
        for (JsonNode party : accepted.message().path("to")) {
            transaction
                    .sql("""
                    update outbound_recipients set carrier = coalesce(carrier, :carrier), line_type = coalesce(line_type, :lineType)
                    where message_id = :id and ordinal = :ordinal""")
                    .param("carrier", Row.atMost(200, party.path("carrier").asText(null)), Types.VARCHAR)
                    .param("lineType", Row.atMost(100, party.path("line_type").asText(null)), Types.VARCHAR)
                    .param("id", id.toString())
                    .param("ordinal", ordinal++)
                    .update();
        }
        return over;
    }

    private static boolean postponed(Transaction transaction, UUID id, Sender sender, Outcome.Postponed postponed) {
        tryAnotherLater(transaction, id);
        waitUntil(
                transaction,
                sender.account(),
                sender.slot(postponed.scope()),
                Row.now(transaction.jdbc()).plus(postponed.delay()));
        return OutboundMessages.move(transaction, id, SendState.QUEUED, postponed.code(), postponed.sentence());
    }

    private static boolean ended(
            Transaction transaction, UUID id, SendState state, String code, String reason, @Nullable JsonNode errors) {
        boolean moved = OutboundMessages.move(transaction, id, state, code, reason);
        if (moved) {
            transaction
                    .sql("update outbound_messages set errors = :errors where id = :id")
                    .param("errors", errors == null ? null : Row.json(errors), Types.VARCHAR)
                    .param("id", id.toString())
                    .update();
            OutboundMessages.report(transaction, id, state.word());
        }
        if (errors != null) {
            OptOuts.learn(transaction, id, errors, null);
        }
        return moved;
    }

    private record Sender(String account, String sender) {
        String slot(Outcome.Scope scope) {
            return scope == Outcome.Scope.ACCOUNT ? RateLimitSlots.ACCOUNT : sender;
        }

        /** With the settings of this account in its sentence. */
        Outcome.Postponed named(Outcome.Postponed later) {
            return new Outcome.Postponed(
                    later.code(),
                    TelnyxAccount.sentence(account, later.sentence()),
                    later.scope(),
                    later.delay(),
                    later.hold());
        }
    }
}
