package io.mmsroutes.ledger;

/** It is in no store any more. */
public final class ForgetStored {
    private final Ledger ledger;

    public ForgetStored(Ledger ledger) {
        this.ledger = ledger;
    }

    public void forget(String location) {
        ledger.inTransaction(jdbc -> jdbc.sql("delete from stored where location = :location")
                .param("location", location)
                .update());
    }
}
