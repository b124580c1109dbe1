package io.mmsroutes.ledger;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.mmsroutes.OutsideText;
import io.mmsroutes.message.NumberInText;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes the messages that went to a number or from it, and those that wait to go, which are never sent then. A message that
 * Telnyx may be working on stays: its receipt would find nothing.
 */
public final class EraseSends {
    private static final Logger LOG = LoggerFactory.getLogger(EraseSends.class);
    private static final List<String> UNDER_WAY = words(SendState.SUBMITTING, SendState.UNKNOWN, SendState.ACCEPTED);
    private static final List<String> UNSENT = words(SendState.PREPARING, SendState.QUEUED);
    /** In one commit. */
    private static final int MOST = 100;

    private final Ledger ledger;
    private final HideMentions hideMentions;

    public EraseSends(Ledger ledger) {
        this.ledger = ledger;
        this.hideMentions = new HideMentions(ledger);
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
        ledger.inTransaction(jdbc -> forgetSender(jdbc, number));
        int left = ledger.inTransaction(jdbc -> countLeft(jdbc, number));
        return new ErasedSends(erased, unsent, left, receipts, hideMentions.hide(number));
    }

    /** Returns in which states those were that are gone now. */
    private List<String> some(PhoneNumber number) {
        return ledger.inTransaction(jdbc -> {
            List<Send> sends = jdbc.sql("""
                    select id, state from sends
                    where (sender = :number or id in (select send_id from recipients where number = :number))
                        and state not in (:underWay)
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

    /** As soon as nothing from it is under way. */
    private static int forgetSender(JdbcClient jdbc, PhoneNumber number) {
        jdbc.sql("delete from own_numbers where number = :number")
                .param("number", Row.number(number))
                .update();
        return jdbc.sql("""
                delete from lanes where sender = :number and sender <> :account
                    and not exists (select 1 from sends where sender = :number)""")
                .param("number", Row.number(number))
                .param("account", Ledger.ACCOUNT)
                .update();
    }

    private static int countLeft(JdbcClient jdbc, PhoneNumber number) {
        return jdbc.sql("select count(distinct send_id) from recipients where number = :number")
                .param("number", Row.number(number))
                .query(Integer.class)
                .single();
    }

    /** A receipt is kept as JSON, where the number is a whole string, or in a text or a URL. */
    private static int deleteParked(JdbcClient jdbc, PhoneNumber number) {
        String inJson =
                String.valueOf(JsonStringEncoder.getInstance().quoteAsString(OutsideText.storable(number.value())));
        String whole = "%\"" + inJson.replaceAll("[!%_]", "!$0") + "\"%";
        Optional<NumberInText> mention = NumberInText.of(number);
        String digits = mention.map(found -> "%" + found.digits() + "%").orElse(whole);
        List<Parked> named = jdbc.sql("""
                select event_id, receipt from parked_receipts
                where receipt like :whole escape '!' or receipt like :digits escape '!'""")
                .param("whole", whole)
                .param("digits", digits)
                .query((row, index) -> new Parked(row.getString("event_id"), row.getString("receipt")))
                .list();
        int deleted = 0;
        for (Parked receipt : named) {
            if (mention.isEmpty() || mention.get().isIn(receipt.json())) {
                deleted += jdbc.sql("delete from parked_receipts where event_id = :id")
                        .param("id", receipt.eventId())
                        .update();
            }
        }
        return deleted;
    }

    private static List<String> words(SendState... states) {
        return Stream.of(states).map(SendState::word).toList();
    }

    private record Send(UUID id, String state) {}

    private record Parked(String eventId, String json) {}

    /**
     * @param erased messages that were sent, or refused, or given up
     * @param unsent messages that waited and will not be sent
     * @param left messages that are under way and stay for now
     * @param receipts that had found no message
     * @param mentions of it in messages to others
     */
    public record ErasedSends(int erased, int unsent, int left, int receipts, Mentions mentions) {
        ErasedSends(int erased, int unsent, int left, int receipts) {
            this(erased, unsent, left, receipts, new Mentions(0, List.of()));
        }
    }
}
