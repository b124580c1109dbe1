package io.mmsroutes.link;

import io.mmsroutes.sending.SendRequest;
import io.mmsroutes.store.MediaInStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far the stored media of a message are made public.
 *
 * @param references those of its media URLs that stand for stored media, in order
 * @param links for the first of them
 * @param lifetime of each link, from now
 * @param until when that ends
 * @param byStore whether a store that can make links is asked for one
 */
public record Linking(
        SendRequest request,
        List<String> references,
        List<String> links,
        Duration lifetime,
        Instant until,
        boolean byStore) {

    public boolean isUnfinished() {
        return links.size() < references.size();
    }

    /** The next that has no link yet. */
    public String reference() {
        return references.get(links.size());
    }

    /** What stores are asked for first. */
    public String action() {
        return byStore ? "link" : "read";
    }

    Linking with(String link) {
        List<String> more = Stream.concat(links.stream(), Stream.of(link)).toList();
        return new Linking(request, references, more, lifetime, until, byStore);
    }

    /** The request with links in place of references, once this is finished. */
    public SendRequest linked() {
        if (references.isEmpty()) {
            return request; // most messages: nothing to copy
        }
        Deque<String> left = new ArrayDeque<>(links);
        List<String> urls = request.mediaUrls().stream()
                .map(url -> MediaInStore.isReference(url) ? left.remove() : url)
                .toList();
        return request.withMedia(urls);
    }

    /** Without the links, which are keys to the media. */
    @Override
    public String toString() {
        return "Linking[%s of %s]".formatted(links.size(), references.size());
    }
}
