package io.mmsroutes.layout;

import io.mmsroutes.TextDecoder;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.MediaItem;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what a store answered when it was asked for the SMIL, or for a text that it shows. */
final class TakeStored {
    private static final Logger LOG = LoggerFactory.getLogger(TakeStored.class);
    private final ParseLayout parseLayout = new ParseLayout();

    /** @param stored closed here */
    ReadingLayout take(ReadingLayout reading, InputStream stored) throws IOException {
        try (stored) {
            // As long as it was when it was stored, and a little more if it grew.
            byte[] bytes = stored.readNBytes((int) reading.media().size() + 1);
            return reading.arrangement() == null
                    ? arranged(reading, bytes)
                    : reading.worded(
                            TextDecoder.decode(bytes, reading.item().announced().type()));
        }
    }

    ReadingLayout without(ReadingLayout reading) {
        return unread(reading, "layout-unreadable", "No store has it any more.");
    }

    private ReadingLayout arranged(ReadingLayout reading, byte[] smil) {
        List<MediaItem> media = reading.message().media();
        try {
            Arrangement arrangement = Arrangement.of(parseLayout.parse(smil), media);
            return reading.arranged(arrangement, arrangement.texts(media));
        } catch (XMLStreamException e) {
            return unread(reading, "layout-unreadable", "The SMIL was not read: it is no XML.");
        } catch (Rejected e) {
            return unread(reading, e.code(), e.sentence());
        }
    }

    private static ReadingLayout unread(ReadingLayout reading, String code, String why) {
        LOG.warn(
                "Layout not read, messageId={} index={} code={}: {}",
                reading.message().messageId(),
                reading.item().index(),
                code,
                why);
        return reading.without(code, why);
    }
}
