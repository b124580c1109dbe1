package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.database.queue.NewEntry;
import io.mmsroutes.database.queue.QueueEntries;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.text.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one way in which a message goes from one state to the next and away, and what that enters into queues, in the same transaction. */
final class OutboundMessages {
    /** What listeners of {@link io.mmsroutes.database.Database#listen} are woken by when a message may have its turn. */
    static final String DUE = "send";

    /** Queue of messages whose media are to be looked at. The entry has the message's id. */
    static final String PREFLIGHT = "preflight";

    /** Queue of messages that Telnyx is to be asked about. */
    static final String RECONCILE = "reconcile";

    /** Queue of changes that the application is to hear of. The id of an entry is its {@code mmsDeliveryId}. */
    static final String STATUS_EVENTS = "status-events";

    static final int LONGEST_CODE = 60;

    static final int LONGEST_REASON = 2_000;

    private OutboundMessages() {}

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
                        update outbound_messages set state = :to, state_at = $now, code = :code, reason = :reason
                        where id = :id and state in (:before)""")
                        .param("to", to.word())
                        .param("code", Row.atMost(LONGEST_CODE, code))
                        .param("reason", Row.atMost(LONGEST_REASON, reason))
                        .param("id", id.toString())
                        .param("before", to.before())
                        .update()
                == 1;
        if (moved) {
            MessageChanges.note(transaction, id.toString(), to.word(), code, reason);
        }
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

    /** A status event, behind those that the message had before. */
    static void report(Transaction transaction, UUID id, String event) {
        int number = transaction
                .sql("""
                update outbound_messages set status_events = status_events + 1
                where id = :id returning status_events""")
                .param("id", id.toString())
                .query(Integer.class)
                .single();
        ObjectNode headers = Json.MAPPER.createObjectNode().put("mmsStatusEvent", event);
        enter(transaction, STATUS_EVENTS, id, "%s/%s".formatted(id, number), headers, Duration.ZERO);
    }

    /**
     * Has Telnyx asked about a message, if it is in this state. Of one that is unknown there is no one record to ask for where it went to
     * a group or out of a number pool.
     */
    static void reconcile(Transaction transaction, UUID id, SendState state, Duration delay) {
        transaction
                .sql("""
                select attempts from outbound_messages
                where id = :id and state = :state and (state <> 'unknown' or kind not in ('GROUP_MMS', 'NUMBER_POOL'))""")
                .param("id", id.toString())
                .param("state", state.word())
                .query(Integer.class)
                .optional()
                .ifPresent(attempts -> enter(
                        transaction,
                        RECONCILE,
                        id,
                        "%s/%s/%s".formatted(id, state.word(), attempts),
                        Json.MAPPER.createObjectNode().put("mmsState", state.word()),
                        delay));
    }

    /** With what it entered into queues. */
    static void delete(Transaction transaction, List<String> ids) {
        transaction
                .sql("""
                delete from queue_entries where queue in (:queues)
                    and (queue, id) in (select queue, id from queue_keys where key in (:ids))""")
                .param("queues", List.of(PREFLIGHT, RECONCILE, STATUS_EVENTS, "relays"))
                .param("ids", ids)
                .update();
        transaction
                .sql("delete from outbound_recipients where message_id in (:ids)")
                .param("ids", ids)
                .update();
        MessageChanges.delete(transaction, ids);
        transaction
                .sql("delete from outbound_messages where id in (:ids)")
                .param("ids", ids)
                .update();
    }

    /** By which what is about a message is found and erased. */
    static List<String> keys(Transaction transaction, UUID id) {
        List<String> keys = new ArrayList<>(transaction
                .sql("""
                select sender from outbound_messages where id = :id
                union select number from outbound_recipients where message_id = :id""")
                .param("id", id.toString())
                .query(String.class)
                .list());
        keys.add(id.toString());
        return keys;
    }

    /** Under keys by which it is found, and erased with its message. */
    static void enter(
            Transaction transaction, String queue, UUID id, String entryId, ObjectNode headers, Duration delay) {
        List<String> keys = keys(transaction, id);
        String kept = headers.put("mmsMessageId", id.toString()).toString();
        boolean unused = QueueEntries.enter(transaction, new NewEntry(queue, entryId, null, kept, null, delay, keys));
    }
}
