package io.mmsroutes.link;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.store.MediaInStore;
import io.mmsroutes.store.StoreClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the stored media of a message public: each gets a link that opens it for a time, and that nobody can guess. */
public final class LinkMedia {
    private final StoredObjects storedObjects;
    private final StoreClient storeClient;
    private final LinkTerms terms;
    private final GatewayLinks gatewayLinks;

    public LinkMedia(StoredObjects storedObjects, StoreClient storeClient, LinkTerms terms, GatewayLinks gatewayLinks) {
        this.storedObjects = storedObjects;
        this.storeClient = storeClient;
        this.terms = terms;
        this.gatewayLinks = gatewayLinks;
    }

    /**
     * Returns the request with links in place of what is stored.
     *
     * @throws Rejected {@code stored-unknown}, {@code store-gone}, {@code public-url-unset}
     * @throws Failure what the store failed with
     */
    public SendRequest link(SendRequest request) throws IOException {
        if (request.mediaUrls().stream().noneMatch(MediaInStore::isReference)) {
            return request; // most messages: nothing to copy
        }
        Duration lifetime = terms.lifetime(request);
        List<String> urls = new ArrayList<>();
        for (String url : request.mediaUrls()) {
            urls.add(MediaInStore.isReference(url) ? link(storedObjects.find(url), lifetime) : url);
        }
        return request.withMedia(urls);
    }

    /** Its store makes the link, where it can and {@code mms.link.by} lets it; else the gateway, for what a store has. */
    private String link(MediaInStore media, Duration lifetime) throws IOException {
        Optional<String> link = terms.byStore() ? storeClient.link(media, lifetime) : Optional.empty();
        if (link.isPresent()) {
            return link.get();
        }
        storeClient.read(media).close(); // or it fails: no store has it
        return gatewayLinks.make(media, lifetime);
    }
}
