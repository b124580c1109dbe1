package io.mmsroutes.inbound;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook says of one piece of media. All of it is unverified: the bytes decide.
 *
 * @param url where it is to be had for a while; null where the webhook forgot it
 * @param size in bytes
 * @param sha256 64 lower-case hex digits when well-formed, whatever the webhook called the field
 */
public record DeclaredMedia(
        @Nullable String url,
        @Nullable String type,
        @Nullable Long size,
        @Nullable String sha256,
        @Nullable String name) {
    private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");

    /**
     * What the bytes cannot be, as a sentence; null where nothing declared speaks against them. A declared hash decides alone;
     * without one, the size and the family of the type do.
     */
    public @Nullable String contradiction(MediaMetadata found) {
        if (sha256 != null && HASH.matcher(sha256).matches()) {
            return sha256.equalsIgnoreCase(found.sha256())
                    ? null
                    : "The bytes have another SHA-256 hash than Telnyx declares.";
        }
        if (size != null && size > 0 && size != found.size()) {
            return "The host sent %s bytes, and Telnyx declares %s.".formatted(found.size(), size);
        }
        if (TypeName.isOfAnotherFamily(type, found.type())) {
            return "The bytes are %s, and Telnyx declares another kind of media."
                    .formatted(found.size() == 0 ? "none at all" : found.type());
        }
        return null;
    }

    /** Without the URL, which is a key to the media and belongs into no log. */
    @Override
    public String toString() {
        return "DeclaredMedia[type=%s, size=%s]".formatted(type, size);
    }
}
