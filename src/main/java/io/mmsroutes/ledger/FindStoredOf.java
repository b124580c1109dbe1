package io.mmsroutes.ledger;

import io.mmsroutes.sending.SendRequest;
import io.mmsroutes.store.MediaInStore;
import java.util.List;
import java.util.Optional;

/** What is known of the stored media that a message refers to; of those that are not there any more, nothing. */
public final class FindStoredOf {
    private final Ledger ledger;

    public FindStoredOf(Ledger ledger) {
        this.ledger = ledger;
    }

    public List<MediaInStore> find(SendRequest request) {
        List<String> references =
                request.mediaUrls().stream().filter(MediaInStore::isReference).toList();
        return references.isEmpty()
                ? List.of()
                : ledger.inTransaction(jdbc -> references.stream()
                        .map(reference -> StoredRows.byKey(jdbc, MediaInStore.keyIn(reference)))
                        .flatMap(Optional::stream)
                        .toList());
    }
}
