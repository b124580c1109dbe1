package io.mmsroutes.layout;

import io.mmsroutes.OutsideText;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.MediaOutcome.State;
import io.mmsroutes.store.Asking;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what a store answered when it was asked for the SMIL, or for a text that it shows. */
public final class TakeStored {
    private static final Logger LOG = LoggerFactory.getLogger(TakeStored.class);
    /** In bytes. */
    private static final long LARGEST_TEXT = 10 * 1024;

    private final ParseLayout parseLayout = new ParseLayout();

    /**
     * @param asked at its end
     * @throws TryLater where no store has it, and one of them may have it later
     */
    public ReadingLayout take(ReadingLayout reading, Asking asked) throws IOException {
        if (asked.answer() instanceof InputStream stream) {
            try (stream) {
                // As long as it was when it was stored, and a little more if it grew.
                byte[] bytes = stream.readNBytes((int) reading.media().size() + 1);
                return reading.arrangement() == null
                        ? arranged(reading, bytes)
                        : reading.worded(OutsideText.decode(
                                bytes, reading.item().announced().type()));
            }
        }
        if (asked.trouble() instanceof TryLater later) {
            throw later;
        }
        LOG.warn(
                "Layout not read, no store has it, messageId={} index={} code=layout-unreadable",
                reading.message().messageId(),
                reading.item().index());
        return reading.without();
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
}
