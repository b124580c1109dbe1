package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaOutcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was fetched against what the webhook declares: a host, a proxy or a cache may answer 200 with a page of its own, or
 * with half of the media.
 */
public final class RequireDeclared {
    private final Duration giveUpAfter;
    private final KeptMedia keptMedia;
    private final Clock clock;

    public RequireDeclared(Duration giveUpAfter, KeptMedia keptMedia, Clock clock) {
        this.giveUpAfter = giveUpAfter;
        this.keptMedia = keptMedia;
        this.clock = clock;
    }

    /**
     * Returns what was fetched; once the message had its time, also what contradicts its declaration, where
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
                || (message != null
                        && message.hadItsTime(giveUpAfter, clock.instant())
                        && fetched.item().isBestWith(fetched.facts()));
    }
}
