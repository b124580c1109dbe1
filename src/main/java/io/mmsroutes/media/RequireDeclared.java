package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaOutcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was fetched against what the webhook declares: a host, a proxy or a cache may answer 200 with a page of its own, or
 * with half of the media.
 */
public final class RequireDeclared {
    private final KeptMedia keptMedia;

    public RequireDeclared(KeptMedia keptMedia) {
        this.keptMedia = keptMedia;
    }

    /**
     * Returns what was fetched; at the last attempt, also what contradicts its declaration, where
     * nothing better is stored.
     *
     * @param message null for what is not of a message
     * @throws TryLater {@code media-differs}
     */
    public FetchedMedia require(@Nullable InboundMessage message, FetchedMedia fetched) throws IOException {
        if (isTaken(message, fetched)) {
            return fetched;
        }
        if (message != null) {
            keptMedia.best(message, fetched.item()); // the nearest of all attempts stays
        }
        String contradiction = fetched.item().announced().contradiction(fetched.facts());
        throw new TryLater(MediaOutcome.DIFFERS, String.valueOf(contradiction));
    }

    boolean isTaken(@Nullable InboundMessage message, FetchedMedia fetched) {
        return fetched.isAsDeclared()
                || (message != null && message.event().last() && fetched.item().isBestWith(fetched.facts()));
    }
}
