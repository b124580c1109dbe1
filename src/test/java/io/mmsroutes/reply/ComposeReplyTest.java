package io.mmsroutes.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaKind;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.TelnyxMetadata;
import io.mmsroutes.outbound.preflight.CheckMedia;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeReplyTest {
    private static final MessageKeys KEYS = new MessageKeys("mms/{index}.{ext}", "+13125550001", "to");

    private final ComposeReply echo = new ComposeReply("echo", new CheckMedia());
    private final ComposeReply media = new ComposeReply("media", new CheckMedia());

    @Test
    void echoIsWhatWasStoredInItsOrder() {
        Reply reply = echo.compose(
                message(
                        stored(0, "image/jpeg", "jpg", 100),
                        unavailable(1),
                        stored(2, "video/mp4", "mp4", 100),
                        stored(3, "image/png", "png", 100)),
                "Thanks!",
                "https://example.com/ours.jpg");

        assertThat(reply)
                .isEqualTo(new Reply(
                        "m", "Thanks!", List.of("stored:mms/0.jpg", "stored:mms/2.mp4", "stored:mms/3.png"), null));
    }

    @Test
    void orderOfPagesIsNoPartOfAnEcho() {
        MediaMetadata smil = new MediaMetadata("application/smil", MediaKind.OTHER, "smil", 400, "00", true, List.of());

        Reply reply = echo.compose(
                message(untried(0).stored(smil, "file:///0.smil", null), stored(1, "image/jpeg", "jpg", 100)),
                "Thanks!",
                "");

        assertThat(reply.media()).containsExactly("stored:mms/1.jpg");
        assertThat(reply.code()).isNull();
    }

    @Test
    void tenMediaGoBackAndElevenDoNot() {
        assertThat(echo.compose(message(many(10)), "Thanks!", "").media()).hasSize(10);

        Reply reply = echo.compose(message(many(11)), "Thanks!", "");

        assertThat(reply).isEqualTo(new Reply("m", "Thanks!", List.of(), "too-many-media"));
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpeg, 1000001, item-too-large",
        "video/mp4, 600001, item-too-large",
        "image/jpeg, 1000000, total-too-large",
        "application/zip, 10, type-unsupported",
        "image/heic, 10, type-unsupported"
    })
    void whatCarriersDoNotTakeGoesAsTheTextAlone(String type, long size, String code) {
        Reply reply =
                echo.compose(message(stored(0, "image/png", "png", 10), stored(1, type, "bin", size)), "Thanks!", "");

        assertThat(reply).isEqualTo(new Reply("m", "Thanks!", List.of(), code));
    }

    @Test
    void whatMayNotArriveIsTried() {
        Reply reply = echo.compose(message(stored(0, "application/octet-stream", "bin", 10)), "Thanks!", "");

        assertThat(reply.media()).containsExactly("stored:mms/0.bin");
    }

    @Test
    void mmsWithoutMediaIsAnsweredByTheText() {
        assertThat(echo.compose(message(), " Thanks! \n", "").text()).isEqualTo("Thanks!");
        assertThat(echo.compose(message(), " ", "").isEmpty()).isTrue();
    }

    @Test
    void mediaOfOursStandBetweenCommasAndBlanks() {
        Reply reply = media.compose(
                message(stored(0, "image/jpeg", "jpg", 10)),
                "Thanks!",
                " ,https://example.com/a.jpg,stored:b/c.png ,\n https://example.com/d.gif\t");

        assertThat(reply)
                .isEqualTo(new Reply(
                        "m",
                        "Thanks!",
                        List.of("https://example.com/a.jpg", "stored:b/c.png", "https://example.com/d.gif"),
                        null));
    }

    @Test
    void withoutMediaOfOursTheTextGoesAlone() {
        Reply reply = media.compose(message(stored(0, "image/jpeg", "jpg", 10)), "Thanks!", " , ");

        assertThat(reply).isEqualTo(new Reply("m", "Thanks!", List.of(), null));
    }

    private static MediaItem[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> stored(i, "image/jpeg", "jpg", 10))
                .toArray(MediaItem[]::new);
    }

    private static MediaItem stored(int index, String type, String extension, long size) {
        MediaMetadata found = new MediaMetadata(type, MediaKind.OTHER, extension, size, "00", false, List.of());
        return untried(index).stored(found, "file:///" + index, null);
    }

    private static MediaItem unavailable(int index) {
        return untried(index).unavailable("media-gone", "Gone.");
    }

    private static MediaItem untried(int index) {
        return new MediaItem(index, KEYS, new DeclaredMedia(null, null, null, null, null), MediaOutcome.untried());
    }

    private static InboundMessage message(MediaItem... media) {
        return new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key"),
                "event",
                "m",
                "MMS",
                new PhoneNumber("+13125550001"),
                List.of(new PhoneNumber("+18885550001")),
                List.of(),
                null,
                "Look",
                null,
                null,
                TelnyxMetadata.NONE,
                KEYS,
                List.of(media));
    }
}
