package io.mmsroutes.ledger;

import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.store.MediaInStore;

/** Writes down media that came without a message. */
public final class RecordUpload {
    /** In place of a message; and of a sender, so that erasing a number leaves it. */
    private static final String UPLOAD = "upload";

    private final Ledger ledger;

    public RecordUpload(Ledger ledger) {
        this.ledger = ledger;
    }

    /** @param location where the store said it is */
    public MediaInStore record(String key, String location, MediaFacts facts) {
        ledger.inTransaction(jdbc -> StoredRows.insert(jdbc, new StoredObject(UPLOAD, key, location), UPLOAD, facts));
        return new MediaInStore(key, location, facts.type(), facts.size(), facts.sha256());
    }
}
