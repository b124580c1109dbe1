package io.mmsroutes.media;

import io.mmsroutes.message.MediaItem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Notes where a store put an item, and clears the spool behind it. */
public final class StoredMedia {
    /** @param card where what is in a vCard was put, as JSON; null where there is none */
    public MediaItem record(FetchedMedia fetched, String location, @Nullable String card) throws IOException {
        fetched.discard();
        MediaItem stored = fetched.item().stored(fetched.facts(), location, card);
        return card == null && fetched.isCard()
                ? stored.noted(
                        "card-unreadable",
                        "The card has no JSON beside it: it says nothing, is no vCard, or is larger than what is read of one.")
                : stored;
    }
}
