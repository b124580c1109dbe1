package io.mmsroutes.media;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.MediaItem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns whatever went wrong with one item into the item's own state, so that its siblings never notice. */
public final class FailedMedia {
    /**
     * What was fetched stays in the spool: a store that is away, or refuses, may take it at another attempt or after a replay.
     *
     * @param fetched null when the bytes never came
     */
    public MediaItem record(MediaItem item, Exception cause, @Nullable FetchedMedia fetched) throws IOException {
        if (fetched != null) {
            fetched.keep();
            return outcome(fetched.item(), cause, fetched); // as it was before a store took it
        }
        return outcome(item, cause, null);
    }

    private static MediaItem outcome(MediaItem item, Exception cause, @Nullable FetchedMedia fetched) {
        Failure failure = Failure.in(cause).orElse(null);
        if (failure instanceof Rejected rejected) {
            return item.unavailable(rejected.code(), rejected.sentence());
        }
        if (failure instanceof TryLater later) {
            return fetched != null
                    ? item.pending(fetched.facts(), later.code(), later.sentence())
                    : item.pending(later.code(), later.sentence(), !TryLater.HOST_BUSY.equals(later.code()));
        }
        String reason = "%s: %s"
                .formatted(root(cause).getClass().getSimpleName(), root(cause).getMessage());
        // Store errors like to name the key, and the key has the phone number in it.
        String safe = item.keys().withoutNumbers(reason);
        return fetched == null
                ? item.pending("fetch-failed", safe, true)
                : item.pending(fetched.facts(), "store-failed", safe);
    }

    private static Throwable root(Throwable cause) {
        Throwable inner = cause.getCause();
        return inner == null || inner == cause ? cause : root(inner);
    }
}
