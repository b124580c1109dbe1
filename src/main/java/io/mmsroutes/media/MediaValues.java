package io.mmsroutes.media;

import io.mmsroutes.message.MediaItem;
import org.jspecify.annotations.Nullable;

/** Plain values of a piece of media, for what routes decide, count and ask for. */
public final class MediaValues {
    /** Null where the webhook names none. */
    public @Nullable String url(MediaItem item) {
        return item.announced().url();
    }

    /** {@code image}, {@code video}, {@code audio}, {@code document} or {@code other}. */
    public String kind(FetchedMedia fetched) {
        return fetched.facts().kind().toString();
    }

    public boolean isCard(FetchedMedia fetched) {
        return fetched.isCard();
    }
}
