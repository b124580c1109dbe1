package io.mmsroutes.layout;

import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.Slide;
import io.mmsroutes.store.MediaInStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far reading the SMIL of a message is, and the texts that it shows.
 *
 * @param wanted items still to be read, the first of them now
 * @param arrangement null until the SMIL is read
 * @param texts by index of their item
 */
public record ReadingLayout(
        InboundMessage message,
        List<MediaItem> wanted,
        @Nullable Arrangement arrangement,
        Map<Integer, String> texts) {
    static ReadingLayout of(InboundMessage message, List<MediaItem> wanted) {
        return new ReadingLayout(message, wanted, null, Map.of());
    }

    public boolean isUnfinished() {
        return !wanted.isEmpty();
    }

    /** What is to be read now. */
    public MediaInStore media() {
        MediaFacts found = item().facts();
        String location = Objects.requireNonNull(item().outcome().location(), "only what is stored is wanted");
        return new MediaInStore(item().key(found), location, found.type(), found.size(), found.sha256(), item().outcome().store());
    }

    /** Null where there is nothing to say of an order. */
    public @Nullable List<Slide> slides() {
        List<Slide> slides = arrangement == null ? List.of() : arrangement.slides(texts);
        return slides.isEmpty() ? null : slides;
    }

    MediaItem item() {
        return wanted.get(0);
    }

    ReadingLayout arranged(Arrangement read, List<MediaItem> shown) {
        return new ReadingLayout(message, shown, read, texts);
    }

    ReadingLayout worded(String text) {
        Map<Integer, String> more = new HashMap<>(texts);
        more.put(item().index(), text);
        return new ReadingLayout(message, rest(), arrangement, Map.copyOf(more));
    }

    /** Goes on without the item, whose manifest entry says why it was not read. */
    ReadingLayout without(String code, String reason) {
        return new ReadingLayout(message.with(List.of(item().noted(code, reason))), rest(), arrangement, texts);
    }

    private List<MediaItem> rest() {
        return wanted.subList(1, wanted.size());
    }
}
