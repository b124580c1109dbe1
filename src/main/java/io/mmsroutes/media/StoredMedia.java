package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.MediaItem;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Notes where a store put an item, and clears the spool behind it. */
public final class StoredMedia {
    /** Throws {@link TryLater} {@code store-silent} for a store Kamelet that sets no {@code mmsLocation}. */
    public MediaItem record(FetchedMedia fetched, @Nullable String location) throws IOException {
        if (location == null || location.isBlank()) {
            throw new TryLater(
                    "store-silent", "The store does not say where it put the media: it must set mmsLocation.");
        }
        Files.deleteIfExists(fetched.file().toPath());
        return fetched.item().stored(fetched.facts(), location);
    }
}
