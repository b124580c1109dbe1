package io.mmsroutes.layout;

import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.Slide;
import io.mmsroutes.store.StoresInUse.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far reading the SMIL of a message is, and the texts that it shows: they lie in one of the stores, and each is asked
 * until one has what is wanted.
 *
 * @param wanted items still to be read, the first of them now
 * @param asks index of the store that is asked
 * @param trouble what a store failed with that was asked for this item, and that may be over later
 * @param arrangement null until the SMIL is read
 * @param texts by index of their item
 */
public record ReadingLayout(
        InboundMessage message,
        List<Store> stores,
        List<MediaItem> wanted,
        int asks,
        @Nullable Exception trouble,
        @Nullable Arrangement arrangement,
        Map<Integer, String> texts) {
    static ReadingLayout of(InboundMessage message, List<Store> stores, List<MediaItem> wanted) {
        return new ReadingLayout(message, stores, wanted, 0, null, null, Map.of());
    }

    public boolean isUnfinished() {
        return !wanted.isEmpty();
    }

    public Store store() {
        return stores.get(asks);
    }

    /** Name in storage of what is wanted. */
    public String key() {
        return item().key(found());
    }

    /** Null where there is nothing to say of an order. */
    public @Nullable List<Slide> slides() {
        List<Slide> slides = arrangement == null ? List.of() : arrangement.slides(texts);
        return slides.isEmpty() ? null : slides;
    }

    MediaItem item() {
        return wanted.get(0);
    }

    MediaFacts found() {
        return Objects.requireNonNull(item().outcome().found(), "only what is stored is wanted");
    }

    /** Whether every store was asked for the item. */
    boolean isExhausted() {
        return asks >= stores.size();
    }

    /** @param failure null where the store does not have it */
    ReadingLayout notHere(@Nullable Exception failure) {
        Exception first = trouble == null ? failure : trouble;
        return new ReadingLayout(message, stores, wanted, asks + 1, first, arrangement, texts);
    }

    ReadingLayout arranged(Arrangement read, List<MediaItem> shown) {
        return new ReadingLayout(message, stores, shown, 0, null, read, texts);
    }

    ReadingLayout worded(String text) {
        Map<Integer, String> more = new HashMap<>(texts);
        more.put(item().index(), text);
        return new ReadingLayout(message, stores, rest(), 0, null, arrangement, Map.copyOf(more));
    }

    ReadingLayout without() {
        return new ReadingLayout(message, stores, rest(), 0, null, arrangement, texts);
    }

    private List<MediaItem> rest() {
        return wanted.subList(1, wanted.size());
    }
}
