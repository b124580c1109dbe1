package io.mmsroutes.media;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What looking at one piece of outbound media comes to: another request, or what there is to know. */
public sealed interface ProbeAnswer {
    /** Which piece of the message. */
    int index();

    /**
     * One request that wants to know, not to have.
     *
     * @param redirects followed so far
     * @param method HEAD, or GET of the first byte where HEAD told too little
     */
    record Ask(int index, URI uri, int redirects, Method method) implements ProbeAnswer {
        /** Value of the header, or null. */
        public @Nullable String range() {
            return method == Method.GET ? "bytes=0-0" : null;
        }

        /** Keeps the URL, which is a key to the media, out of every log. */
        @Override
        public String toString() {
            return "Ask[index=%s, method=%s, redirects=%s]".formatted(index, method, redirects);
        }
    }

    /**
     * @param trouble why the media cannot be had, a sentence; null when they can
     * @param type as the host calls it, parameters included
     * @param size of the whole, in bytes
     */
    record Seen(
            int index,
            @Nullable String trouble,
            @Nullable String type,
            @Nullable Long size) implements ProbeAnswer {

        static Seen unreachable(int index, String trouble) {
            return new Seen(index, trouble, null, null);
        }
    }

    /** The two methods that change nothing. */
    enum Method {
        HEAD,
        GET
    }
}
