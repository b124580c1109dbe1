package io.mmsroutes.layout;

import io.mmsroutes.OutsideText;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.MediaOutcome.State;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what a store answered when it was asked for the SMIL, or for a text that it shows. */
public final class TakeStored {
    private static final Logger LOG = LoggerFactory.getLogger(TakeStored.class);
    /** In bytes. */
    private static final long LARGEST_TEXT = 10 * 1024;

    private final ParseLayout parseLayout = new ParseLayout();

    /**
     * @param stream closed in any case; null where the store failed
     * @param location where the store says that it lies
     * @param trouble what the store failed with; {@link Rejected} counts as not there
     * @throws TryLater {@code store-away}, or what the store said, when no store has it and one of them may have it later
     */
    public ReadingLayout take(
            ReadingLayout reading, @Nullable InputStream stream, @Nullable String location, @Nullable Exception trouble)
            throws IOException {
        try (InputStream in = stream == null ? InputStream.nullInputStream() : stream) {
            if (trouble == null && stream != null && location != null && isMeant(reading, location)) {
                // As long as it was when it was stored, and a little more if it grew.
                byte[] bytes = in.readNBytes((int) reading.found().size() + 1);
                return reading.arrangement() == null
                        ? arranged(reading, bytes)
                        : reading.worded(OutsideText.decode(bytes));
            }
        }
        ReadingLayout next = reading.notHere(trouble instanceof Rejected ? null : trouble);
        if (!next.isExhausted()) {
            return next;
        }
        if (next.trouble() != null) {
            throw later(next.trouble());
        }
        LOG.warn(
                "Layout not read, no store has it, messageId={} index={} code=layout-unreadable",
                reading.message().messageId(),
                reading.item().index());
        return next.without();
    }

    private static boolean isMeant(ReadingLayout reading, String location) {
        return location.equals(reading.item().outcome().location());
    }

    private ReadingLayout arranged(ReadingLayout reading, byte[] smil) {
        List<MediaItem> media = reading.message().media();
        try {
            Arrangement arrangement = Arrangement.of(parseLayout.parse(smil), media);
            return reading.arranged(
                    arrangement,
                    media.stream()
                            .filter(item -> isShortText(item) && arrangement.shows(item))
                            .toList());
        } catch (XMLStreamException e) {
            LOG.warn(
                    "Layout not read, it is no XML, messageId={} code=layout-unreadable",
                    reading.message().messageId());
            return reading.without();
        }
    }

    private static boolean isShortText(MediaItem item) {
        MediaFacts found = item.outcome().found();
        return item.outcome().state() == State.STORED
                && found != null
                && found.type().equals("text/plain")
                && found.size() <= LARGEST_TEXT;
    }

    /** Without the cause of what is not ours: its text may hold a name in storage, which begins with the number. */
    private static TryLater later(Exception trouble) {
        return trouble instanceof TryLater ours
                ? ours
                : new TryLater(
                        "store-away",
                        "The store that holds the layout does not read now. It failed with a %s."
                                .formatted(trouble.getClass().getSimpleName()));
    }
}
