package io.mmsroutes.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.message.AnnouncedMedia;
import io.mmsroutes.message.InboundEvent;
import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.MediaKind;
import io.mmsroutes.message.MediaOutcome;
import io.mmsroutes.message.MessageKeys;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.message.Slide;
import io.mmsroutes.message.TelnyxNotes;
import io.mmsroutes.store.StoredStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TakeStoredTest {
    private static final String SMIL =
            "<smil><body><par><text src=\"a.txt\"/><text src=\"data:,Bye\"/></par></body></smil>";
    private static final MessageKeys KEYS = new MessageKeys("mms/+13125550001/{index}.{ext}", "+13125550001", "x");

    private final TakeStored takeStored = new TakeStored();
    private final MediaItem smil = item(0, "application/smil", SMIL.length());
    private final MediaItem text = item(1, "text/plain", 5);

    @Test
    void smilComesFirstAndThenTheTextsThatItShows() throws IOException {
        ReadingLayout texts = takeStored.take(reading(), stream(SMIL));
        ReadingLayout finished = takeStored.take(texts, stream("Hello"));

        assertThat(texts.media().key()).isEqualTo("mms/+13125550001/1.bin");
        assertThat(texts.media().location()).isEqualTo("file:///1");
        assertThat(finished.isUnfinished()).isFalse();
        assertThat(finished.slides()).containsExactly(new Slide(List.of(1), "Hello\nBye", null));
    }

    @Test
    void streamIsClosed() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();

        takeStored.take(reading(), new StoredStream(stream(SMIL), () -> closed.set(true)));

        assertThat(closed).isTrue();
    }

    @Test
    void layoutThatNoStoreHasGivesNoSlides() {
        ReadingLayout finished = takeStored.without(reading());

        assertThat(finished.isUnfinished()).isFalse();
        assertThat(finished.slides()).isNull();
    }

    @Test
    void textThatNoStoreHasGivesNoWords() throws IOException {
        ReadingLayout texts = takeStored.take(reading(), stream(SMIL));

        ReadingLayout finished = takeStored.without(texts);

        assertThat(finished.slides()).containsExactly(new Slide(List.of(1), "Bye", null));
    }

    private ReadingLayout reading() {
        InboundMessage message = new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key"),
                "event",
                "m",
                "MMS",
                new PhoneNumber("+13125550001"),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                TelnyxNotes.NONE,
                KEYS,
                List.of(smil, text));
        return ReadingLayout.of(message, List.of(smil));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static MediaItem item(int index, String type, long size) {
        MediaFacts facts =
                new MediaFacts(type, MediaKind.OTHER, "bin", size, "00", type.equals("application/smil"), List.of());
        return new MediaItem(index, KEYS, new AnnouncedMedia(null, type, null, null, "a.txt"), MediaOutcome.untried())
                .stored(facts, "file:///" + index, null);
    }
}
