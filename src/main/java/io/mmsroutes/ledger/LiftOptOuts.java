package io.mmsroutes.ledger;

import io.mmsroutes.message.PhoneNumber;
import org.jspecify.annotations.Nullable;

/** Lifts opt-outs by hand, for whoever said so in other ways than by START. */
public final class LiftOptOuts {
    private static final String NOTE =
            "Only the gateway sends again: Telnyx's own block stays until the recipient sends START.";

    private final Ledger ledger;

    public LiftOptOuts(Ledger ledger) {
        this.ledger = ledger;
    }

    /** @param profile in which alone; null for all */
    public Lifted lift(PhoneNumber number, @Nullable String profile) {
        int lifted = ledger.inTransaction(jdbc -> jdbc.sql("""
                        update opt_outs set opted_out = false, source = 'admin', changed_at = current_timestamp
                        where number = :number and opted_out and (:all or profile = :profile)""")
                .param("number", Row.number(number))
                .param("all", profile == null)
                .param("profile", Row.atMost(200, profile == null ? "" : profile))
                .update());
        return new Lifted(lifted, NOTE);
    }

    /** @param lifted how many, one for each profile */
    public record Lifted(int lifted, String note) {}
}
