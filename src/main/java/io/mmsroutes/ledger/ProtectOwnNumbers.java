package io.mmsroutes.ledger;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.PhoneNumber;
import java.util.List;

/** Keeps a slip of the hand from erasing the house's own number instead of a customer's. */
public final class ProtectOwnNumbers {
    private final Ledger ledger;
    private final OwnNumbers ownNumbers;

    /** @param ownNumbers {@code mms.own-numbers} */
    public ProtectOwnNumbers(Ledger ledger, String ownNumbers) {
        this.ledger = ledger;
        this.ownNumbers = new OwnNumbers(ownNumbers);
    }

    /** Throws {@link Rejected} {@code erase-own-number} for one that messages came to or were sent from. */
    public void require(PhoneNumber number) {
        boolean ours = ledger.inTransaction(
                jdbc -> !ownNumbers.among(jdbc, List.of(number)).isEmpty());
        if (ours) {
            throw new Rejected("erase-own-number", "This number is one of ours; nothing was erased.");
        }
    }
}
