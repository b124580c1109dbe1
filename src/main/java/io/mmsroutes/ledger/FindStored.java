package io.mmsroutes.ledger;

import io.mmsroutes.message.PhoneNumber;
import java.util.List;

/** What there is in stores of messages from one sender, oldest first. */
public final class FindStored {
    private final Ledger ledger;

    public FindStored(Ledger ledger) {
        this.ledger = ledger;
    }

    /** @param number as Telnyx wrote it */
    public List<StoredObject> of(PhoneNumber number) {
        return ledger.inTransaction(jdbc -> jdbc.sql("""
                        select message_id, storage_key, location from stored
                        where sender = :sender order by stored_at, message_id, storage_key""")
                .param("sender", Row.number(number))
                .query((row, index) -> new StoredObject(
                        row.getString("message_id"), row.getString("storage_key"), row.getString("location")))
                .list());
    }
}
