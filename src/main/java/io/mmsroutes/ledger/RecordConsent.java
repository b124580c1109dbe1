package io.mmsroutes.ledger;

import io.mmsroutes.message.ConsentWord;
import io.mmsroutes.message.InboundMessage;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes down who wants no more messages, and who wants them again. Of other messages it asks the ledger nothing. */
public final class RecordConsent {
    private static final Logger LOG = LoggerFactory.getLogger(RecordConsent.class);

    private final Ledger ledger;

    public RecordConsent(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Throws TryLater {@code ledger-away} or {@code ledger-busy}. */
    public void record(InboundMessage message) {
        Optional<ConsentWord> word = ConsentWord.of(message).filter(said -> said != ConsentWord.HELP);
        if (word.isPresent() && write(message, word.get())) {
            LOG.info("Noted {}, messageId={} number={}", word.get(), message.messageId(), message.from());
        }
    }

    private boolean write(InboundMessage message, ConsentWord word) {
        try {
            return ledger.inTransaction(jdbc -> write(jdbc, message, word));
        } catch (DuplicateKeyException e) {
            // Another word of the same number was a moment faster.
            return ledger.inTransaction(jdbc -> write(jdbc, message, word));
        }
    }

    /** START lifts what counts for every profile too: whoever sent it wants messages. */
    private static boolean write(JdbcClient jdbc, InboundMessage message, ConsentWord word) {
        String profile = Profiles.of(jdbc, message);
        String source = ConsentWord.found(message.notes().autoresponse()).isPresent() ? "autoresponse" : "text";
        boolean changed = change(jdbc, profile, message, word, source);
        if (word == ConsentWord.START && !Profiles.ANY.equals(profile)) {
            changed |= change(jdbc, Profiles.ANY, message, word, source);
        }
        return changed;
    }

    private static boolean change(
            JdbcClient jdbc, String profile, InboundMessage message, ConsentWord word, String source) {
        return OptOuts.change(
                jdbc, profile, Row.number(message.from()), word == ConsentWord.STOP, message.happenedAt(), source);
    }
}
