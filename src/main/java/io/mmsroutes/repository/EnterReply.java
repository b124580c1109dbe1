package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.reply.Reply;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the answer to a message into the database, once, whatever comes again; it goes before what waits in bulk. Two machines
 * that answer each other stop here.
 */
public final class EnterReply {
    private static final Logger LOG = LoggerFactory.getLogger(EnterReply.class);
    private static final String CHANNEL = "reply:";

    private final Database database;
    private final EntryRules rules;
    private final OwnNumbers ownNumbers;
    private final int maxPerHour;
    private final boolean toGroup;

    /**
     * @param maxPerHour {@code mms.reply.max-per-hour}
     * @param toGroup {@code mms.reply.to-group}
     */
    public EnterReply(Database database, EntryRules rules, OwnNumbers ownNumbers, int maxPerHour, boolean toGroup) {
        this.database = database;
        this.rules = rules;
        this.ownNumbers = ownNumbers;
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
            return database.write(transaction -> enter(transaction, message, reply));
        } catch (Rejected e) {
            LOG.warn("Reply refused, messageId={} code={}: {}", message.messageId(), e.code(), e.sentence());
            return e.problems().isEmpty() ? e.code() : e.problems().get(0).code();
        }
    }

    /** By which the answer to a message is found among the outbound messages. */
    static String key(String messageId) {
        return CHANNEL + Row.id(messageId);
    }

    /** The account is held, so that of those who answer one message, or one sender, each sees what the others did. */
    private String enter(Transaction transaction, InboundMessage message, Reply reply) {
        RateLimitSlots.holdAccount(transaction, message.event().account());
        String key = key(message.messageId());
        if (isAnswered(transaction, key)) {
            return "repeated";
        }
        if (reply.isEmpty()) {
            return "nothing-to-say";
        }
        Optional<PhoneNumber> own = ownNumbers.receiver(transaction.jdbc(), message);
        if (own.isEmpty()) {
            return "own-number-unknown";
        }
        if (!ownNumbers.among(transaction.jdbc(), List.of(message.from())).isEmpty()) {
            return "own-number";
        }
        SendRequest request = reply.request(own.get(), receivers(transaction, message, own.get()));
        NewOutboundMessage send = NewOutboundMessage.of(UUID.randomUUID(), request, key, NewOutboundMessage.REPLY)
                .from(message.event().account());
        if (inTheLastHour(transaction, own.get(), message.from()) >= maxPerHour) {
            return "too-many";
        }
        return send.insert(transaction, rules) ? "replied" : "repeated";
    }

    private List<PhoneNumber> receivers(Transaction transaction, InboundMessage message, PhoneNumber own) {
        List<PhoneNumber> others = toGroup && message.isGroup()
                ? ownNumbers.others(transaction.jdbc(), message, own)
                : List.of(message.from());
        if (others.size() <= SendRequest.LARGEST_GROUP) {
            return others;
        }
        LOG.warn(
                "Reply goes to the sender alone, messageId={} code=group-too-large members={}",
                message.messageId(),
                others.size());
        return List.of(message.from());
    }

    private static boolean isAnswered(Transaction transaction, String key) {
        return transaction
                .sql("select exists (select 1 from outbound_messages where request_key = :key)")
                .param("key", key)
                .query(Boolean.class)
                .single();
    }

    private static long inTheLastHour(Transaction transaction, PhoneNumber own, PhoneNumber sender) {
        return transaction
                .sql("""
                        select count(*) from outbound_recipients join outbound_messages on outbound_messages.id = outbound_recipients.message_id
                        where outbound_recipients.number = :sender and outbound_messages.sender = :own
                            and outbound_messages.request_key like :replies and outbound_messages.created_at > $now - 3600000000""")
                .param("sender", Row.number(sender))
                .param("own", own.value())
                .param("replies", CHANNEL + "%")
                .query(Long.class)
                .single();
    }
}
