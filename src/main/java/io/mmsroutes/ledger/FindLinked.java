package io.mmsroutes.ledger;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.store.MediaInStore;

/** Looks up what a link of ours opens. */
public final class FindLinked {
    private final Ledger ledger;

    public FindLinked(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param link 32 hex digits that name the place
     * @throws Rejected {@code link-unknown} for what was erased
     */
    public MediaInStore find(String link) {
        return ledger.inTransaction(jdbc -> StoredRows.byLink(jdbc, link))
                .orElseThrow(() -> new Rejected("link-unknown", "There is nothing here."));
    }
}
