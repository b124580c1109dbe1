package io.mmsroutes.ledger;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.reply.Reply;
import io.mmsroutes.sending.SendRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes the answer to a message into the ledger, once, whatever comes again; it goes before what waits in bulk. Two machines
 * that answer each other stop here.
 */
public final class EnterReply {
    private static final Logger LOG = LoggerFactory.getLogger(EnterReply.class);
    private static final String DOOR = "reply:";

    private final Ledger ledger;
    private final EntryRules rules;
    private final OwnNumbers ownNumbers;
    private final int maxPerHour;
    private final boolean toGroup;

    /**
     * @param ownNumbers {@code mms.own-numbers}
     * @param maxPerHour {@code mms.reply.max-per-hour}
     * @param toGroup {@code mms.reply.to-group}
     */
    public EnterReply(Ledger ledger, EntryRules rules, String ownNumbers, int maxPerHour, boolean toGroup) {
        this.ledger = ledger;
        this.rules = rules;
        this.ownNumbers = new OwnNumbers(ownNumbers);
        this.maxPerHour = maxPerHour;
        this.toGroup = toGroup;
    }

    /**
     * Returns what became of it: {@code replied}; {@code repeated} where it was answered before; {@code nothing-to-say};
     * {@code own-number-unknown} for a group in which nobody knows who we are; {@code own-number} for one of ours that wrote to
     * us; {@code too-many} in the last hour to this sender; {@code 40300} for one who opted out, or another code of Telnyx's.
     */
    public String enter(InboundMessage message, Reply reply) {
        try {
            return enterWhateverElseIsEntered(message, reply);
        } catch (Rejected e) {
            LOG.warn("Reply refused, messageId={} code={}: {}", message.messageId(), e.code(), e.sentence());
            return e.problems().isEmpty() ? e.code() : e.problems().get(0).code();
        }
    }

    private String enterWhateverElseIsEntered(InboundMessage message, Reply reply) {
        try {
            return ledger.inTransaction(jdbc -> enter(jdbc, message, reply));
        } catch (DuplicateKeyException e) {
            // A request from the same new sender came at once and was faster.
            return ledger.inTransaction(jdbc -> enter(jdbc, message, reply));
        }
    }

    /** The account is held, so that of those who answer one message, or one sender, each sees what the others did. */
    private String enter(JdbcClient jdbc, InboundMessage message, Reply reply) {
        Lanes.holdAccount(jdbc);
        String key = DOOR + Row.id(message.messageId());
        if (isAnswered(jdbc, key)) {
            return "repeated";
        }
        if (reply.isEmpty()) {
            return "nothing-to-say";
        }
        Optional<PhoneNumber> own = ownNumbers.receiver(jdbc, message);
        if (own.isEmpty()) {
            return "own-number-unknown";
        }
        if (!ownNumbers.among(jdbc, List.of(message.from())).isEmpty()) {
            return "own-number";
        }
        SendRequest request = reply.request(own.get(), receivers(jdbc, message, own.get()));
        NewSend send = NewSend.of(UUID.randomUUID(), request, key, NewSend.REPLY);
        if (inTheLastHour(jdbc, own.get(), message.from()) >= maxPerHour) {
            return "too-many";
        }
        send.insert(jdbc, rules);
        return "replied";
    }

    private List<PhoneNumber> receivers(JdbcClient jdbc, InboundMessage message, PhoneNumber own) {
        List<PhoneNumber> others =
                toGroup && message.isGroup() ? ownNumbers.others(jdbc, message, own) : List.of(message.from());
        if (others.size() <= SendRequest.LARGEST_GROUP) {
            return others;
        }
        LOG.warn(
                "Reply goes to the sender alone, messageId={} code=group-too-large members={}",
                message.messageId(),
                others.size());
        return List.of(message.from());
    }

    private static boolean isAnswered(JdbcClient jdbc, String key) {
        return jdbc.sql("select exists (select 1 from sends where request_key = :key)")
                .param("key", key)
                .query(Boolean.class)
                .single();
    }

    private static long inTheLastHour(JdbcClient jdbc, PhoneNumber own, PhoneNumber sender) {
        return jdbc.sql("""
                        select count(*) from recipients join sends on sends.id = recipients.send_id
                        where recipients.number = :sender and sends.sender = :own
                            and sends.request_key like :replies and sends.created_at > current_timestamp - interval '1' hour""")
                .param("sender", Row.number(sender))
                .param("own", own.value())
                .param("replies", DOOR + "%")
                .query(Long.class)
                .single();
    }
}
