package io.mmsroutes.media;

import io.mmsroutes.message.MediaItem;

/** Asks for an item at the URL the webhook gave, without credentials. */
public final class FirstRequest {
    private final MediaHosts hosts;

    public FirstRequest(MediaHosts hosts) {
        this.hosts = hosts;
    }

    /** Throws {@link io.mmsroutes.failure.Rejected} for a URL that is not to be asked. */
    public MediaAnswer.Ask of(MediaItem item) {
        return new MediaAnswer.Ask(hosts.require(item.announced().url()), 0, null);
    }
}
