package io.mmsroutes.ledger;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.PhoneNumber;

/** Keeps a slip of the hand from erasing the house's own number instead of a customer's. */
public final class ProtectOwnNumbers {
    private final Ledger ledger;

    public ProtectOwnNumbers(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Throws {@link Rejected} {@code erase-own-number} for one that was ever given as the sender of a message. */
    public void require(PhoneNumber number) {
        boolean ours = ledger.inTransaction(jdbc -> jdbc.sql("""
                        select exists (select 1 from lanes where sender = :number)
                            or exists (select 1 from sends where sender = :number)""")
                .param("number", number.value())
                .query(Boolean.class)
                .single());
        if (ours) {
            throw new Rejected("erase-own-number", "Messages are sent from this number; nothing was erased.");
        }
    }
}
