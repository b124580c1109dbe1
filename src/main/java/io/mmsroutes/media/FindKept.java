package io.mmsroutes.media;

import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds what an earlier attempt fetched and no store took, so that it need not be fetched again. */
public final class FindKept {
    private final KeptMedia keptMedia;
    private final RequireDeclared requireDeclared;

    public FindKept(KeptMedia keptMedia, RequireDeclared requireDeclared) {
        this.keptMedia = keptMedia;
        this.requireDeclared = requireDeclared;
    }

    /**
     * Returns null where there is nothing, or nothing that is to be stored.
     *
     * @param message null for what is not of a message
     */
    public @Nullable FetchedMedia find(@Nullable InboundMessage message, MediaItem item) throws IOException {
        return message == null
                ? null
                : keptMedia
                        .best(message, item)
                        .filter(fetched -> requireDeclared.isTaken(message, fetched))
                        .orElse(null);
    }
}
