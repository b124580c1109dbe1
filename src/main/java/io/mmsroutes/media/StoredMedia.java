package io.mmsroutes.media;

import io.mmsroutes.inbound.MediaItem;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Notes where a store put an item, and clears the spool behind it. */
public final class StoredMedia {
    /**
     * @param card where what is in a vCard was put, as JSON; null where there is none
     * @param store name of the Kamelet that took it; null where nobody noted it
     * @param headers get {@code mmsKind}, image, video, audio, document or other
     */
    public MediaItem record(
            FetchedMedia fetched,
            String location,
            @Nullable String card,
            @Nullable String store,
            Map<String, Object> headers)
            throws IOException {
        headers.put("mmsKind", fetched.facts().kind().toString());
        fetched.discard();
        MediaItem stored =
                fetched.item().stored(fetched.facts(), location, card).takenBy(store);
        return card == null && fetched.isCard()
                ? stored.noted(
                        "card-unreadable",
                        "The card has no JSON beside it: it says nothing, is no vCard, or is larger than what is read of one.")
                : stored;
    }
}
