package io.mmsroutes.ledger;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.store.MediaInStore;

/** Looks up what a reference in {@code media_urls} stands for. */
public final class FindStoredMedia {
    private final Ledger ledger;

    public FindStoredMedia(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param reference {@code stored:} and a name in storage
     * @throws Rejected {@code stored-unknown}
     */
    public MediaInStore find(String reference) {
        return ledger.inTransaction(jdbc -> StoredRows.byKey(jdbc, MediaInStore.keyIn(reference)))
                .orElseThrow(() -> new Rejected("stored-unknown", "It is in no store, or not any more."));
    }
}
