package io.mmsroutes.ledger;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.mmsroutes.OutsideText;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendState;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes the messages that went to a number, and those that wait to go there, which are never sent then. A message that
 * Telnyx may be working on stays: its receipt would find nothing.
 */
public final class EraseSends {
    private static final Logger LOG = LoggerFactory.getLogger(EraseSends.class);
    private static final List<String> UNDER_WAY = words(SendState.SUBMITTING, SendState.UNKNOWN, SendState.ACCEPTED);
    private static final List<String> UNSENT = words(SendState.PREPARING, SendState.QUEUED);
    /** In one commit. */
    private static final int MOST = 100;

    private final Ledger ledger;

    public EraseSends(Ledger ledger) {
        this.ledger = ledger;
    }

    public ErasedSends erase(PhoneNumber number) {
        int erased = 0;
        int unsent = 0;
        for (List<String> states = some(number); !states.isEmpty(); states = some(number)) {
            int waiting = (int) states.stream().filter(UNSENT::contains).count();
            unsent += waiting;
            erased += states.size() - waiting;
            LOG.info("Erasing sent messages, number={} erased={} unsent={}", number, erased, unsent);
        }
        int receipts = ledger.inTransaction(jdbc -> deleteParked(jdbc, number));
        return new ErasedSends(erased, unsent, ledger.inTransaction(jdbc -> countLeft(jdbc, number)), receipts);
    }

    /** Returns in which states those were that are gone now. */
    private List<String> some(PhoneNumber number) {
        return ledger.inTransaction(jdbc -> {
            List<Send> sends = jdbc.sql("""
                    select id, state from sends
                    where id in (select send_id from recipients where number = :number) and state not in (:underWay)
                    limit :most for update""")
                    .param("number", Row.number(number))
                    .param("underWay", UNDER_WAY)
                    .param("most", MOST)
                    .query((row, index) -> new Send(Row.id(row), row.getString("state")))
                    .list();
            if (!sends.isEmpty()) {
                delete(jdbc, sends.stream().map(Send::id).toList());
            }
            return sends.stream().map(Send::state).toList();
        });
    }

    private static void delete(JdbcClient jdbc, List<UUID> ids) {
        jdbc.sql("delete from reports where send_id in (:ids)")
                .param("ids", ids)
                .update();
        jdbc.sql("delete from recipients where send_id in (:ids)")
                .param("ids", ids)
                .update();
        jdbc.sql("delete from sends where id in (:ids)").param("ids", ids).update();
    }

    private static int countLeft(JdbcClient jdbc, PhoneNumber number) {
        return jdbc.sql("select count(distinct send_id) from recipients where number = :number")
                .param("number", Row.number(number))
                .query(Integer.class)
                .single();
    }

    /** A receipt is kept as JSON, where the number is a whole string. */
    private static int deleteParked(JdbcClient jdbc, PhoneNumber number) {
        String inJson = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(OutsideText.storable(number.value())));
        String pattern = inJson.replaceAll("[!%_]", "!$0");
        return jdbc.sql("delete from parked_receipts where receipt like :pattern escape '!'")
                .param("pattern", "%\"" + pattern + "\"%")
                .update();
    }

    private static List<String> words(SendState... states) {
        return Stream.of(states).map(SendState::word).toList();
    }

    private record Send(UUID id, String state) {}

    /**
     * @param erased messages that were sent, or refused, or given up
     * @param unsent messages that waited and will not be sent
     * @param left messages that are under way and stay for now
     * @param receipts that had found no message
     */
    public record ErasedSends(int erased, int unsent, int left, int receipts) {}
}
