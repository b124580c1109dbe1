package io.mmsroutes.repository;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.inbound.NumberInText;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.text.UntrustedText;
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
public final class EraseOutboundMessages {
    private static final Logger LOG = LoggerFactory.getLogger(EraseOutboundMessages.class);
    private static final List<String> UNDER_WAY = words(SendState.SUBMITTING, SendState.UNKNOWN, SendState.ACCEPTED);
    private static final List<String> UNSENT = words(SendState.PREPARING, SendState.QUEUED);
    /** In one commit. */
    private static final int MOST = 100;

    private final Database database;
    private final HideMentions hideMentions;

    public EraseOutboundMessages(Database database) {
        this.database = database;
        this.hideMentions = new HideMentions(database);
    }

    public ErasedOutboundMessages erase(PhoneNumber number) {
        int erased = 0;
        int unsent = 0;
        for (List<String> states = some(number); !states.isEmpty(); states = some(number)) {
            int waiting = (int) states.stream().filter(UNSENT::contains).count();
            unsent += waiting;
            erased += states.size() - waiting;
            LOG.info("Erasing sent messages, number={} erased={} unsent={}", number, erased, unsent);
        }
        int receipts = deleteUnmatched(number);
        int unused = database.writePatiently(transaction -> forgetSender(transaction, number));
        int left = database.read(jdbc -> countLeft(jdbc, number));
        return new ErasedOutboundMessages(erased, unsent, left, receipts, hideMentions.hide(number));
    }

    /** Returns in which states those were that are gone now. */
    private List<String> some(PhoneNumber number) {
        return database.writePatiently(transaction -> {
            List<Send> sends = transaction
                    .sql("""
                    select id, state from outbound_messages
                    where (sender = :number or id in (select message_id from outbound_recipients where number = :number))
                        and state not in (:underWay)
                    limit :most $forUpdate""")
                    .param("number", Row.number(number))
                    .param("underWay", UNDER_WAY)
                    .param("most", MOST)
                    .query((row, index) -> new Send(Row.id(row), row.getString("state")))
                    .list();
            if (!sends.isEmpty()) {
                OutboundMessages.delete(
                        transaction,
                        sends.stream().map(Send::id).map(UUID::toString).toList());
            }
            return sends.stream().map(Send::state).toList();
        });
    }

    /** As soon as nothing from it is under way. */
    private static int forgetSender(Transaction transaction, PhoneNumber number) {
        transaction
                .sql("delete from own_numbers where number = :number")
                .param("number", Row.number(number))
                .update();
        return transaction
                .sql("""
                delete from rate_limits where sender = :number and sender <> :account
                    and not exists (select 1 from outbound_messages where sender = :number)""")
                .param("number", Row.number(number))
                .param("account", RateLimitSlots.ACCOUNT)
                .update();
    }

    private static int countLeft(JdbcClient jdbc, PhoneNumber number) {
        return jdbc.sql("select count(distinct message_id) from outbound_recipients where number = :number")
                .param("number", Row.number(number))
                .query(Integer.class)
                .single();
    }

    /** A receipt is kept as JSON, where the number is a whole string, or in a text or a URL. */
    private int deleteUnmatched(PhoneNumber number) {
        String inJson =
                String.valueOf(JsonStringEncoder.getInstance().quoteAsString(UntrustedText.storable(number.value())));
        String whole = "%\"" + inJson.replaceAll("[!%_]", "!$0") + "\"%";
        Optional<NumberInText> mention = NumberInText.of(number);
        String digits = mention.map(found -> "%" + found.digits() + "%").orElse(whole);
        List<String> named = database.read(jdbc -> jdbc
                .sql("""
                select event_id, receipt from unmatched_receipts
                where receipt like :whole escape '!' or receipt like :digits escape '!'""")
                .param("whole", whole)
                .param("digits", digits)
                .query((row, index) -> new Unmatched(row.getString("event_id"), row.getString("receipt")))
                .list()
                .stream()
                .filter(receipt -> mention.isEmpty() || mention.get().isIn(receipt.json()))
                .map(Unmatched::eventId)
                .toList());
        int deleted = 0;
        for (int i = 0; i < named.size(); i += MOST) {
            List<String> some = named.subList(i, Math.min(named.size(), i + MOST));
            deleted += database.<Integer>writePatiently(transaction -> transaction
                    .sql("delete from unmatched_receipts where event_id in (:ids)")
                    .param("ids", some)
                    .update());
        }
        return deleted;
    }

    private static List<String> words(SendState... states) {
        return Stream.of(states).map(SendState::word).toList();
    }

    private record Send(UUID id, String state) {}

    private record Unmatched(String eventId, String json) {}

    /**
     * @param erased messages that were sent, or refused, or given up
     * @param unsent messages that waited and will not be sent
     * @param left messages that are under way and stay for now
     * @param receipts that had found no message
     * @param mentions of it in messages to others
     */
    public record ErasedOutboundMessages(int erased, int unsent, int left, int receipts, Mentions mentions) {
        ErasedOutboundMessages(int erased, int unsent, int left, int receipts) {
            this(erased, unsent, left, receipts, new Mentions(0, List.of()));
        }
    }

    /**
     * What became of a number that other messages name.
     *
     * @param hidden messages to others that named it, and do not any more
     * @param remains sentences, each with a count, of what the database has of it still, and why
     */
    public record Mentions(int hidden, List<String> remains) {}
}
