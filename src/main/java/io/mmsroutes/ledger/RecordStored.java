package io.mmsroutes.ledger;

import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes down what a message has in stores, so that it can be erased by who sent it. What was written down before stays: it
 * lies in a store until it is erased there.
 */
public final class RecordStored {
    private final Ledger ledger;

    public RecordStored(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param manifestKey name of {@code message.json} in storage; null while there is none
     * @param manifestLocation null likewise
     */
    public void record(InboundMessage message, @Nullable String manifestKey, @Nullable String manifestLocation) {
        List<Entry> objects = new ArrayList<>();
        for (MediaItem item : message.media()) {
            MediaFacts found = item.outcome().found();
            String location = item.outcome().location();
            if (found != null && location != null) {
                objects.add(new Entry(new StoredObject(message.messageId(), item.key(found), location), found));
            }
            String card = item.outcome().card();
            if (found != null && card != null) {
                objects.add(new Entry(new StoredObject(message.messageId(), item.cardKey(found), card), null));
            }
        }
        if (manifestKey != null && manifestLocation != null) {
            objects.add(new Entry(new StoredObject(message.messageId(), manifestKey, manifestLocation), null));
        }
        if (!objects.isEmpty()) {
            ledger.inTransaction(jdbc -> insert(jdbc, objects, message.from().value()));
        }
    }

    private static int insert(JdbcClient jdbc, List<Entry> objects, String sender) {
        return objects.stream()
                .mapToInt(entry -> StoredRows.insert(jdbc, entry.object(), sender, entry.found()))
                .sum();
    }

    /** @param found null for what is no media of the message */
    private record Entry(StoredObject object, @Nullable MediaFacts found) {}
}
