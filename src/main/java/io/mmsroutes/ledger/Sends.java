package io.mmsroutes.ledger;

import io.mmsroutes.sending.SendState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one way in which a message goes from one state to the next, and the house is told of it. */
final class Sends {
    /** Of the columns. */
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
    static boolean move(JdbcClient jdbc, UUID id, SendState to, @Nullable String code, @Nullable String reason) {
        return jdbc.sql("""
                        update sends set state = :to, state_at = current_timestamp, leased_until = null,
                            code = :code, reason = :reason
                        where id = :id and state in (:before)""")
                        .param("to", to.word())
                        .param("code", Row.atMost(LONGEST_CODE, code))
                        .param("reason", Row.atMost(LONGEST_REASON, reason))
                        .param("id", id)
                        .param("before", to.before())
                        .update()
                == 1;
    }

    /** In the same transaction as what it tells of. */
    static void report(JdbcClient jdbc, UUID id, String event) {
        jdbc.sql("""
                insert into reports (send_id, event, tries, due_at)
                values (:id, :event, 0, current_timestamp)""").param("id", id).param("event", event).update();
    }
}
