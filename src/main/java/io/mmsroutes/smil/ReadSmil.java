package io.mmsroutes.smil;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.MediaOutcome.State;
import io.mmsroutes.inbound.ShownMessage;
import io.mmsroutes.inbound.Slide;
import io.mmsroutes.store.MediaInStore;
import io.mmsroutes.store.StoreClient;
import io.mmsroutes.text.TextDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads in which order the media of a message are shown, and with which words, from the SMIL and the texts in its stores. */
public final class ReadSmil {
    private static final Logger LOG = LoggerFactory.getLogger(ReadSmil.class);
    /** In bytes; an MMS holds less than this in all. */
    private static final long LARGEST = 256 * 1024;

    private static final String UNREADABLE = "smil-unreadable";
    private static final String NOWHERE = "No store has it any more.";

    private final Opening stores;
    private final ParseSmil parseSmil = new ParseSmil();

    public ReadSmil(StoreClient storeClient) {
        this(storeClient::read);
    }

    ReadSmil(Opening stores) {
        this.stores = stores;
    }

    /**
     * What cannot be read has a note that says why.
     *
     * @throws TryLater where no store has it, and one of them may have it later
     */
    public ShownMessage read(InboundMessage message) throws IOException {
        MediaItem smil = smil(message).orElse(null);
        if (smil == null) {
            return new ShownMessage(message, null);
        }
        if (smil.facts().size() > LARGEST) {
            String why = "The SMIL was not read: it has more than %s bytes.".formatted(LARGEST);
            return unread(message, smil, "smil-too-large", why);
        }
        byte[] bytes = bytes(smil);
        if (bytes == null) {
            return unread(message, smil, UNREADABLE, NOWHERE);
        }
        Arrangement arrangement;
        try {
            arrangement = Arrangement.of(parseSmil.parse(bytes), message.media());
        } catch (XMLStreamException e) {
            return unread(message, smil, UNREADABLE, "The SMIL was not read: it is no XML.");
        } catch (Rejected e) {
            return unread(message, smil, e.code(), e.sentence());
        }
        return worded(message, arrangement);
    }

    private ShownMessage worded(InboundMessage message, Arrangement arrangement) throws IOException {
        InboundMessage read = message;
        Map<Integer, String> texts = new HashMap<>();
        for (MediaItem text : arrangement.texts(message.media())) {
            byte[] bytes = bytes(text);
            if (bytes == null) {
                read = without(read, text, UNREADABLE, NOWHERE);
            } else {
                texts.put(
                        text.index(), TextDecoder.decode(bytes, text.announced().type()));
            }
        }
        List<Slide> slides = arrangement.slides(texts);
        return new ShownMessage(read, slides.isEmpty() ? null : slides);
    }

    /** Null where no store has it; no more than it had when it was stored, and a little if it grew. */
    private byte @Nullable [] bytes(MediaItem item) throws IOException {
        MediaMetadata found = item.facts();
        String location = Objects.requireNonNull(item.outcome().location(), "only what is stored is read");
        MediaInStore media = new MediaInStore(
                item.key(found),
                location,
                found.type(),
                found.size(),
                found.sha256(),
                item.outcome().store());
        try (InputStream stored = stores.read(media)) {
            return stored.readNBytes((int) found.size() + 1);
        } catch (Rejected e) {
            return null;
        }
    }

    private static ShownMessage unread(InboundMessage message, MediaItem smil, String code, String why) {
        return new ShownMessage(without(message, smil, code, why), null);
    }

    private static InboundMessage without(InboundMessage message, MediaItem item, String code, String why) {
        LOG.warn("Layout not read, messageId={} index={} code={}: {}", message.messageId(), item.index(), code, why);
        return message.with(List.of(item.noted(code, why)));
    }

    private static Optional<MediaItem> smil(InboundMessage message) {
        return message.media().stream()
                .filter(item -> item.outcome().state() == State.STORED
                        && item.outcome().found() != null
                        && item.facts().layout())
                .findFirst();
    }

    /** Of what lies in a store. */
    interface Opening {
        InputStream read(MediaInStore media) throws IOException;
    }
}
