package io.mmsroutes.layout;

import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.MediaOutcome.State;
import io.mmsroutes.message.Slide;
import io.mmsroutes.store.MediaInStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the SMIL of a message. */
public final class BeginLayout {
    private static final Logger LOG = LoggerFactory.getLogger(BeginLayout.class);
    /** In bytes; an MMS holds less than this in all. */
    private static final long LARGEST = 256 * 1024;

    public boolean isWanted(InboundMessage message) {
        return message.media().stream().anyMatch(BeginLayout::isStoredLayout);
    }

    /** Finished at once where there is no SMIL. */
    public ReadingLayout begin(InboundMessage message) {
        Optional<MediaItem> smil =
                message.media().stream().filter(BeginLayout::isStoredLayout).findFirst();
        if (smil.filter(BeginLayout::isTooLarge).isPresent()) {
            LOG.warn("Layout not read, it is too large, messageId={} code=layout-unreadable", message.messageId());
            return ReadingLayout.of(message, smil.stream().toList())
                    .without(
                            "layout-too-large", "The SMIL was not read: it has more than %s bytes.".formatted(LARGEST));
        }
        return ReadingLayout.of(message, smil.stream().toList());
    }

    public boolean isUnfinished(ReadingLayout reading) {
        return reading.isUnfinished();
    }

    /** What is to be read now. */
    public MediaInStore next(ReadingLayout reading) {
        return reading.media();
    }

    /** Null where there is nothing to say of an order. */
    public @Nullable List<Slide> slides(ReadingLayout reading) {
        return reading.slides();
    }

    public InboundMessage message(ReadingLayout reading) {
        return reading.message();
    }

    private static boolean isStoredLayout(MediaItem item) {
        MediaFacts found = item.outcome().found();
        return item.outcome().state() == State.STORED && found != null && found.layout();
    }

    private static boolean isTooLarge(MediaItem item) {
        MediaFacts found = item.outcome().found();
        return found != null && found.size() > LARGEST;
    }
}
