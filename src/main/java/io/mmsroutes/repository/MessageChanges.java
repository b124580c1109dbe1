package io.mmsroutes.repository;

import io.mmsroutes.database.Transaction;
import io.mmsroutes.database.queue.QueueListener;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The life of messages, one row a change, written in the commit that makes it. Nothing of it is ever changed. */
public final class MessageChanges implements QueueListener {
    private static final int LONGEST_CODE = 60;
    private static final int LONGEST_REASON = 2_000;

    static void note(
            Transaction transaction, String messageId, String change, @Nullable String code, @Nullable String reason) {
        transaction
                .sql("""
                insert into message_changes (message_id, changed_at, change, code, reason)
                values (:id, $now, :change, :code, :reason)""")
                .param("id", messageId)
                .param("change", change)
                .param("code", Row.atMost(LONGEST_CODE, code), Types.VARCHAR)
                .param("reason", Row.atMost(LONGEST_REASON, reason), Types.VARCHAR)
                .update();
    }

    /** Oldest first. */
    static List<MessageChange> of(JdbcClient jdbc, String messageId) {
        return jdbc.sql("""
                        select changed_at, change, code, reason from message_changes
                        where message_id = :id order by position""")
                .param("id", messageId)
                .query((row, number) -> new MessageChange(
                        Row.instant(row.getLong("changed_at")),
                        row.getString("change"),
                        row.getString("code"),
                        row.getString("reason"),
                        null))
                .list();
    }

    static void delete(Transaction transaction, Collection<String> messageIds) {
        transaction
                .sql("delete from message_changes where message_id in (:ids)")
                .param("ids", messageIds)
                .update();
    }

    /** How an attempt at a received message ended. One that nobody could read has no life to look at. */
    @Override
    public void settled(
            Transaction transaction,
            String queue,
            String id,
            State state,
            @Nullable String code,
            @Nullable String reason) {
        if (queue.equals(ReceivedMessages.QUEUE)) {
            transaction
                    .sql("select id from inbound_messages where event_id = :event")
                    .param("event", Row.id(id))
                    .query(String.class)
                    .optional()
                    .ifPresent(message -> note(transaction, message, word(state, code), code, reason));
        }
    }

    private static String word(State state, @Nullable String code) {
        return switch (state) {
            case DONE -> "delivered";
            case WAITING -> "waiting";
            case DEAD -> ReceivedMessages.DELIVERED.contains(code) ? "incomplete" : "failed";
        };
    }

    /**
     * One event in the life of a message.
     *
     * @param change of a sent one the state that it came to, or {@code receipt}; of a received one {@code received}, {@code stored}, how an
     *     attempt ended ({@code waiting}, {@code delivered}, {@code incomplete}, {@code failed}), or {@code replied}
     * @param code why, for machines
     * @param reason why, for people
     * @param reply id of the message that {@code replied} sent
     */
    public record MessageChange(
            Instant at,
            String change,
            @Nullable String code,
            @Nullable String reason,
            @Nullable String reply) {}
}
