package io.mmsroutes.media;

import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaItem;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes on from what an earlier attempt fetched, or begins with the first request. */
public final class BeginFetch {
    private final KeptMedia keptMedia;
    private final RequireDeclared requireDeclared;
    private final FirstRequest firstRequest;

    public BeginFetch(KeptMedia keptMedia, RequireDeclared requireDeclared, FirstRequest firstRequest) {
        this.keptMedia = keptMedia;
        this.requireDeclared = requireDeclared;
        this.firstRequest = firstRequest;
    }

    /**
     * @param message null for what is not of a message
     * @throws io.mmsroutes.failure.Rejected for a URL that is not to be asked
     */
    public MediaAnswer begin(@Nullable InboundMessage message, MediaItem item) throws IOException {
        if (message != null) {
            Optional<FetchedMedia> kept =
                    keptMedia.best(message, item).filter(fetched -> requireDeclared.isTaken(message, fetched));
            if (kept.isPresent()) {
                return new MediaAnswer.Kept(kept.get());
            }
        }
        return firstRequest.of(item);
    }
}
