package io.mmsroutes.media;

import io.mmsroutes.store.MediaInStore;

/**
 * One piece of media that is to be sent.
 *
 * @param index position in {@code media_urls}, from 0
 * @param url as the caller wrote it
 */
public record OutboundMedia(int index, String url) {
    /** Lies in a store of ours, so nobody has to be asked. */
    public boolean isStored() {
        return MediaInStore.isReference(url);
    }

    /** Without the URL, which is a key to the media and belongs into no log. */
    @Override
    public String toString() {
        return "OutboundMedia[index=%s]".formatted(index);
    }
}
