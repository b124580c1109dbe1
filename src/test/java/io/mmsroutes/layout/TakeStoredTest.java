package io.mmsroutes.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.AnnouncedMedia;
import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.JournaledEvent;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.MediaKind;
import io.mmsroutes.message.MediaOutcome;
import io.mmsroutes.message.MessageKeys;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.message.Progress;
import io.mmsroutes.message.Slide;
import io.mmsroutes.message.TelnyxNotes;
import io.mmsroutes.store.StoredStream;
import io.mmsroutes.store.StoresInUse.Store;
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
    private final Rejected missing = new Rejected("stored-missing", "There is none.");
    private final TryLater away = new TryLater("store-busy", "Bucket b cannot take it now.");
    private static final MessageKeys KEYS = new MessageKeys("mms/+13125550001/{index}.{ext}", "+13125550001", "x");

    private final TakeStored takeStored = new TakeStored();
    private final MediaItem smil = item(0, "application/smil", SMIL.length());
    private final MediaItem text = item(1, "text/plain", 5);

    @Test
    void storesAreAskedUntilOneHasWhatIsMeant() throws IOException {
        ReadingLayout reading = reading(3);

        ReadingLayout second = takeStored.take(reading, null, null, missing);
        ReadingLayout third = takeStored.take(second, stream("a copy"), "s3://elsewhere/0.smil", null);
        ReadingLayout texts = takeStored.take(third, stream(SMIL), "file:///0", null);

        assertThat(second.store().name()).isEqualTo("store-1");
        assertThat(third.store().name()).isEqualTo("store-2");
        assertThat(texts.key()).isEqualTo("mms/+13125550001/1.bin");
        assertThat(texts.store().name()).isEqualTo("store-0");
        ReadingLayout finished = takeStored.take(texts, stream("Hello"), "file:///1", null);
        assertThat(finished.isUnfinished()).isFalse();
        assertThat(finished.slides()).containsExactly(new Slide(List.of(1), "Hello\nBye", null));
    }

    @Test
    void streamIsClosedWhateverIsInIt() throws IOException {
        for (String location : List.of("file:///0", "file:///other")) {
            AtomicBoolean closed = new AtomicBoolean();

            takeStored.take(reading(2), new StoredStream(stream(SMIL), () -> closed.set(true)), location, null);

            assertThat(closed).isTrue();
        }
    }

    @Test
    void storeThatIsAwayMattersOnlyWhenNoOtherHasIt() throws IOException {
        ReadingLayout second = takeStored.take(reading(2), null, null, away);

        assertThat(takeStored.take(second, stream(SMIL), "file:///0", null).arrangement())
                .isNotNull();
        assertThatThrownBy(() -> takeStored.take(second, null, null, missing)).isSameAs(away);
    }

    @Test
    void whatAStoreSaysOfItselfIsNotRepeated() {
        IOException failure = new IOException("cannot read mms/+13125550001/0.smil");

        assertThatThrownBy(() -> takeStored.take(reading(1), null, null, failure))
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.code()).isEqualTo("store-away"))
                .hasMessageContaining("IOException")
                .hasMessageNotContaining("3125550001")
                .hasNoCause();
    }

    @Test
    void layoutThatNoStoreHasGivesNoSlides() throws IOException {
        ReadingLayout finished = takeStored.take(reading(1), null, null, missing);

        assertThat(finished.isUnfinished()).isFalse();
        assertThat(finished.slides()).isNull();
    }

    @Test
    void textThatNoStoreHasGivesNoWords() throws IOException {
        ReadingLayout texts = takeStored.take(reading(1), stream(SMIL), "file:///0", null);

        ReadingLayout finished = takeStored.take(texts, null, null, missing);

        assertThat(finished.slides()).containsExactly(new Slide(List.of(1), "Bye", null));
    }

    private ReadingLayout reading(int stores) {
        InboundMessage message = new InboundMessage(
                new JournaledEvent(new byte[0], Progress.beginning(Instant.EPOCH, "key")),
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
        List<Store> all = List.of(store(0), store(1), store(2));
        return ReadingLayout.of(message, all.subList(0, stores), List.of(smil));
    }

    private static Store store(int index) {
        return new Store("store-" + index, "kamelet:store-" + index);
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
