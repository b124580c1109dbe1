package io.mmsroutes.ledger;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.PhoneNumber;

/** Keeps a slip of the hand from erasing the house's own number instead of a customer's. */
public final class ProtectOwnNumbers {
    private final Ledger ledger;
    private final OwnNumbers ownNumbers;

    /** @param ownNumbers {@code mms.own-numbers} */
    public ProtectOwnNumbers(Ledger ledger, String ownNumbers) {
        this.ledger = ledger;
        this.ownNumbers = new OwnNumbers(ownNumbers);
    }

    /**
     * @param own whoever asks says that it is, or was, one of ours
     * @throws Rejected {@code erase-own-number}
     */
    public void require(PhoneNumber number, boolean own) {
        if (ownNumbers.isSet(number)) {
            throw refused("take it out of mms.own-numbers first");
        }
        if (!own && ledger.inTransaction(jdbc -> ownNumbers.isProven(jdbc, number))) {
            throw refused("if that is meant, or it was one of ours once, say so with \"own\": true");
        }
    }

    private static Rejected refused(String fix) {
        return new Rejected("erase-own-number", "This number is one of ours; nothing was erased: %s.".formatted(fix));
    }
}
