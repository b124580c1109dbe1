package io.mmsroutes.smil;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaKind;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.ShownMessage;
import io.mmsroutes.inbound.Slide;
import io.mmsroutes.inbound.TelnyxMetadata;
import io.mmsroutes.store.MediaInStore;
import io.mmsroutes.store.StoredStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReadSmilTest {
    private static final String SMIL =
            "<smil><body><par><text src=\"a.txt\"/><text src=\"data:,Bye\"/></par></body></smil>";
    private static final MessageKeys KEYS = new MessageKeys("mms/+13125550001/{index}.{ext}", "+13125550001", "x");

    private final Rejected missing = new Rejected("stored-missing", "There is none.");
    private final TryLater away = new TryLater("store-busy", "Bucket b cannot take it now.");
    private final Map<String, Object> stored = new HashMap<>();
    private final List<MediaInStore> asked = new ArrayList<>();
    private final ReadSmil readSmil = new ReadSmil(this::open);
    private final InboundMessage message =
            message(item(0, "application/smil", SMIL.length()), item(1, "text/plain", 5));

    @Test
    void smilComesFirstAndThenTheTextsThatItShows() throws IOException {
        stored.put("file:///0", stream(SMIL));
        stored.put("file:///1", stream("Hello"));

        ShownMessage layout = readSmil.read(message);

        assertThat(asked)
                .extracting(MediaInStore::key)
                .containsExactly("mms/+13125550001/0.bin", "mms/+13125550001/1.bin");
        assertThat(asked).extracting(MediaInStore::store).containsOnly("media-store-file-sink");
        assertThat(layout.slides()).containsExactly(new Slide(List.of(1), "Hello\nBye", null));
        assertThat(layout.message()).isEqualTo(message);
    }

    @Test
    void streamIsClosed() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        stored.put("file:///0", new StoredStream(stream(SMIL), () -> closed.set(true)));
        stored.put("file:///1", stream("Hello"));

        readSmil.read(message);

        assertThat(closed).isTrue();
    }

    @Test
    void layoutWaitsForAStoreThatIsAway() {
        stored.put("file:///0", away);
        assertThatThrownBy(() -> readSmil.read(message)).isSameAs(away);

        stored.put("file:///0", stream(SMIL));
        stored.put("file:///1", away);
        assertThatThrownBy(() -> readSmil.read(message)).isSameAs(away);
    }

    @Test
    void layoutThatNoStoreHasGivesNoSlides() throws IOException {
        stored.put("file:///0", missing);

        ShownMessage layout = readSmil.read(message);

        assertThat(layout.slides()).isNull();
        assertThat(layout.message().media().get(0).outcome().code()).isEqualTo("smil-unreadable");
    }

    @Test
    void textThatNoStoreHasGivesNoWords() throws IOException {
        stored.put("file:///0", stream(SMIL));
        stored.put("file:///1", missing);

        ShownMessage layout = readSmil.read(message);

        assertThat(layout.slides()).containsExactly(new Slide(List.of(1), "Bye", null));
        assertThat(layout.message().media().get(1).outcome().code()).isEqualTo("smil-unreadable");
    }

    private InputStream open(MediaInStore media) {
        asked.add(media);
        Object there = Objects.requireNonNull(stored.get(media.location()));
        if (there instanceof Failure failure) {
            throw failure;
        }
        return (InputStream) there;
    }

    private static InboundMessage message(MediaItem... media) {
        return new InboundMessage(
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
                TelnyxMetadata.NONE,
                KEYS,
                List.of(media));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static MediaItem item(int index, String type, long size) {
        MediaMetadata facts =
                new MediaMetadata(type, MediaKind.OTHER, "bin", size, "00", type.equals("application/smil"), List.of());
        return new MediaItem(index, KEYS, new DeclaredMedia(null, type, null, null, "a.txt"), MediaOutcome.untried())
                .stored(facts, "file:///" + index, null)
                .takenBy("media-store-file-sink");
    }
}
