package io.mmsroutes.media;

import java.io.InputStream;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What asking a media host comes to: another request, or the media. */
public sealed interface MediaAnswer {

    /**
     * One request for one piece of media.
     *
     * @param redirects followed so far
     * @param authorization value of that header, or null
     */
    record Ask(URI uri, int redirects, @Nullable String authorization) implements MediaAnswer {
        /** Keeps the URL, which is a key to the media, out of every log. */
        @Override
        public String toString() {
            return "Ask[host=%s, redirects=%d]".formatted(uri.getHost(), redirects);
        }
    }

    /** Nothing is to be asked: an earlier attempt fetched it. */
    record Kept(FetchedMedia fetched) implements MediaAnswer {}

    /** @param encoding value of Content-Encoding, or null */
    record Media(InputStream stream, @Nullable String encoding) implements MediaAnswer {}
}
