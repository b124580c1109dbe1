package io.mmsroutes.layout;

import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.MediaOutcome.State;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the SMIL of a message. */
public final class BeginLayout {
    private static final Logger LOG = LoggerFactory.getLogger(BeginLayout.class);
    /** In bytes; an MMS holds less than this in all. */
    private static final long LARGEST = 256 * 1024;

    /** Finished at once where there is no SMIL. */
    public ReadingLayout begin(InboundMessage message) {
        Optional<MediaItem> smil =
                message.media().stream().filter(BeginLayout::isStoredLayout).findFirst();
        if (smil.filter(BeginLayout::isTooLarge).isPresent()) {
            LOG.warn("Layout not read, it is too large, messageId={} code=layout-unreadable", message.messageId());
            return ReadingLayout.of(message, smil.stream().toList())
                    .without(
                            "layout-too-large", "The SMIL was not read: it has more than %d bytes.".formatted(LARGEST));
        }
        return ReadingLayout.of(message, smil.stream().toList());
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
