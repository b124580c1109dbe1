package io.mmsroutes.message;

import org.jspecify.annotations.Nullable;

/**
 * What a webhook says of one piece of media. All of it is hearsay: the bytes decide.
 *
 * @param url where it is to be had for a while; null where the webhook forgot it
 * @param sha256 64 hex digits when well-formed, whatever the webhook called the field
 * @param size in bytes
 */
public record AnnouncedMedia(
        @Nullable String url,
        @Nullable String type,
        @Nullable Long size,
        @Nullable String sha256,
        @Nullable String name) {

    /** Without the URL, which is a key to the media and belongs into no log. */
    @Override
    public String toString() {
        return "AnnouncedMedia[type=%s, size=%s]".formatted(type, size);
    }
}
