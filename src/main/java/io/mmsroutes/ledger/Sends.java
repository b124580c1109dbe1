package io.mmsroutes.ledger;

import io.mmsroutes.database.Transaction;
import io.mmsroutes.sending.SendState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one way in which a message goes from one state to the next, and the house is told of it. */
final class Sends {
    /** What listeners of {@link io.mmsroutes.database.Database#listen} are woken by when a message may have its turn. */
    static final String DUE = "send";

    /** The same of media that are to be looked at. */
    static final String UNPREPARED = "preflight";

    /** The same of changes that are to be told. */
    static final String EVENTS = "status-events";

    static final int LONGEST_CODE = 60;

    static final int LONGEST_REASON = 2_000;

    private Sends() {}

    /**
     * Moves a message, if what may follow what allows it.
     *
     * @param code why, for machines; null where there is nothing to explain
     * @param reason why, for people
     * @return false where the message had moved on already: then nothing was changed
     */
    static boolean move(
            Transaction transaction, UUID id, SendState to, @Nullable String code, @Nullable String reason) {
        boolean moved = transaction
                        .sql("""
                        update outbound_messages set state = :to, state_at = $now, lease_until = null,
                            code = :code, reason = :reason
                        where id = :id and state in (:before)""")
                        .param("to", to.word())
                        .param("code", Row.atMost(LONGEST_CODE, code))
                        .param("reason", Row.atMost(LONGEST_REASON, reason))
                        .param("id", id.toString())
                        .param("before", to.before())
                        .update()
                == 1;
        if (moved && to == SendState.QUEUED) {
            transaction.becameDue(DUE);
        }
        return moved;
    }

    /** Calls to Telnyx that were begun; 0 for a message that is not there any more. */
    static int attempts(Transaction transaction, UUID id) {
        return transaction
                .sql("select attempts from outbound_messages where id = :id $forUpdate")
                .param("id", id.toString())
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** In the same transaction as what it tells of. */
    static void report(Transaction transaction, UUID id, String event) {
        transaction.sql("""
                insert into status_events (message_id, event, tries, due_at)
                values (:id, :event, 0, $now)""").param("id", id.toString()).param("event", event).update();
        transaction.becameDue(EVENTS);
    }
}
