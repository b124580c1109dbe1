package io.mmsroutes.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When each sender, and the account, may be called for next. */
final class Lanes {
    /** More than have their turn in one round; those that cannot use it are among them. */
    private static final int MOST_SENDERS = 500;

    private static final String COLUMNS = "select sender, next_slot, held_since, held_in_doubt from lanes ";

    private Lanes() {}

    /** The account's lane, locked until the end of the transaction; empty where another gateway has the lock. */
    static Optional<Lane> lockAccount(JdbcClient jdbc) {
        return jdbc.sql(COLUMNS + "where sender = :account for update skip locked")
                .param("account", Ledger.ACCOUNT)
                .query((row, number) -> lane(row))
                .optional();
    }

    /** Keeps everybody else out until the end of the transaction who holds the account too. */
    static void holdAccount(JdbcClient jdbc) {
        jdbc.sql("select sender from lanes where sender = :account for update")
                .param("account", Ledger.ACCOUNT)
                .query(String.class)
                .single();
    }

    /** Those whose slot is due and who have something to send; who has waited longest comes first. */
    static List<Lane> inTurn(JdbcClient jdbc, Instant now) {
        return jdbc.sql(COLUMNS + """
                where next_slot <= :now and sender <> :account
                    and exists (select 1 from sends where sends.sender = lanes.sender and state = 'queued')
                order by next_slot limit :most""")
                .param("now", Row.time(now))
                .param("account", Ledger.ACCOUNT)
                .param("most", MOST_SENDERS)
                .query((row, number) -> lane(row))
                .list();
    }

    private static Lane lane(ResultSet row) throws SQLException {
        return new Lane(
                row.getString("sender"),
                row.getObject("next_slot", OffsetDateTime.class).toInstant(),
                row.getObject("held_since") != null,
                row.getBoolean("held_in_doubt"));
    }

    static void move(JdbcClient jdbc, String sender, Instant slot) {
        jdbc.sql("update lanes set next_slot = :slot where sender = :sender")
                .param("slot", Row.time(slot))
                .param("sender", sender)
                .update();
    }

    /** @param isHeld one message at a time; see {@link Holds} */
    record Lane(String sender, Instant nextSlot, boolean isHeld, boolean inDoubt) {}
}
