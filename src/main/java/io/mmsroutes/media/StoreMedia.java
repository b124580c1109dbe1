package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.Spooled;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hands what is in the spool to a store, and notes where the store put it: {@code docs/kamelets.md}, "Contract: media-store-*". */
public final class StoreMedia {
    /**
     * Returns the file.
     *
     * @param fetched media that it is, or belongs to; null for the manifest
     * @param message null for what is not of a message
     * @param headers get those of the contract
     */
    public File offer(
            Spooled spooled,
            @Nullable FetchedMedia fetched,
            @Nullable InboundMessage message,
            Map<String, Object> headers) {
        headers.put("mmsKey", spooled.key());
        headers.put("mmsContentType", spooled.type());
        headers.put("mmsLength", spooled.length());
        headers.put("mmsSha256", spooled.sha256());
        headers.put("mmsSpooled", true);
        if (fetched != null) {
            headers.put("mmsKind", fetched.facts().kind().toString());
        }
        if (message != null) {
            headers.put("mmsMessageId", message.messageId());
            headers.put("mmsFromHash", message.fromHash());
        }
        return spooled.file();
    }

    /**
     * Says of media in an application of its own what a store Kamelet is told, with what differs from their declaration.
     *
     * @param headers get those of {@code telnyx-media-action}: {@code docs/drop-in.md}
     */
    public File publish(FetchedMedia fetched, Map<String, Object> headers) {
        headers.put("mmsContentType", fetched.type());
        headers.put("mmsKind", fetched.facts().kind().toString());
        headers.put("mmsLength", fetched.length());
        headers.put("mmsSha256", fetched.sha256());
        headers.put("mmsMismatches", fetched.facts().mismatches());
        headers.put("Content-Type", fetched.type());
        headers.put("CamelFileName", fetched.sha256() + "." + fetched.facts().extension());
        return fetched.file();
    }

    /** Throws {@link TryLater} {@code store-silent} for a store Kamelet that sets no {@code mmsLocation}. */
    public String require(@Nullable String location) {
        if (location == null || location.isBlank()) {
            throw new TryLater(
                    "store-silent", "The store does not say where it put the media: it must set mmsLocation.");
        }
        return location;
    }

    public boolean isCard(FetchedMedia fetched) {
        return fetched.isCard();
    }

    public MediaItem at(FetchedMedia fetched, String location) {
        return fetched.item().stored(fetched.facts(), location, null);
    }

    /**
     * Clears the spool of it.
     *
     * @param item stored
     * @param card where what is in a vCard was put, as JSON; null where there is none
     * @param store name of the Kamelet that took it; null where none was noted
     * @param headers get {@code mmsKind}, image, video, audio, document or other
     */
    public MediaItem record(
            FetchedMedia fetched,
            MediaItem item,
            @Nullable String card,
            @Nullable String store,
            Map<String, Object> headers)
            throws IOException {
        headers.put("mmsKind", fetched.facts().kind().toString());
        fetched.discard();
        String location = Objects.requireNonNull(item.outcome().location(), "it is stored");
        MediaItem stored =
                fetched.item().stored(fetched.facts(), location, card).takenBy(store);
        return card == null && fetched.isCard()
                ? stored.noted(
                        "card-unreadable",
                        "The card has no JSON beside it: it says nothing, is no vCard, or is larger than what is read of one.")
                : stored;
    }
}
