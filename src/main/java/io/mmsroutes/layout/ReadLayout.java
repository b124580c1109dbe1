package io.mmsroutes.layout;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.MediaOutcome.State;
import io.mmsroutes.message.Slide;
import io.mmsroutes.store.StoreClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads in which order the media of a message are shown, and with which words, from the SMIL and the texts in its stores. */
public final class ReadLayout {
    private static final Logger LOG = LoggerFactory.getLogger(ReadLayout.class);
    /** In bytes; an MMS holds less than this in all. */
    private static final long LARGEST = 256 * 1024;

    private final StoreClient storeClient;
    private final TakeStored takeStored = new TakeStored();

    public ReadLayout(StoreClient storeClient) {
        this.storeClient = storeClient;
    }

    public boolean isWanted(InboundMessage message) {
        return message.media().stream().anyMatch(ReadLayout::isStoredLayout);
    }

    /**
     * Says nothing of an order where there is no SMIL that can be read.
     *
     * @throws TryLater where no store has it, and one of them may have it later
     */
    public ReadingLayout read(InboundMessage message) throws IOException {
        ReadingLayout reading = begin(message);
        while (reading.isUnfinished()) {
            reading = readNext(reading);
        }
        return reading;
    }

    private ReadingLayout readNext(ReadingLayout reading) throws IOException {
        InputStream stored;
        try {
            stored = storeClient.read(reading.media());
        } catch (Rejected e) {
            return takeStored.without(reading);
        }
        return takeStored.take(reading, stored);
    }

    private static ReadingLayout begin(InboundMessage message) {
        Optional<MediaItem> smil =
                message.media().stream().filter(ReadLayout::isStoredLayout).findFirst();
        if (smil.filter(ReadLayout::isTooLarge).isPresent()) {
            LOG.warn("Layout not read, it is too large, messageId={} code=layout-unreadable", message.messageId());
            return ReadingLayout.of(message, smil.stream().toList())
                    .without(
                            "layout-too-large", "The SMIL was not read: it has more than %s bytes.".formatted(LARGEST));
        }
        return ReadingLayout.of(message, smil.stream().toList());
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
