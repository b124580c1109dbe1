package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final PhoneNumber SENDER = new PhoneNumber("+13125550001");
    private static final MessageKeys KEYS =
            new StorageKeyTemplate("mms/{from}/{message}/{index}.{ext}").keys(SENDER, List.of(), "m", Instant.EPOCH);

    @Test
    void holdsNeitherNumberNorUrlAndLocationsAreCompleteAgain() throws JsonProcessingException {
        MediaItem stored = message()
                .media()
                .get(0)
                .stored(
                        new MediaMetadata("image/png", MediaKind.IMAGE, "png", 1, "00", false, List.of()),
                        "file:///data/mms/+13125550001/m/0.png",
                        "file:///data/mms/+13125550001/m/0.png.json");

        String text = new MessageValues().progress(message().with(List.of(stored)));

        assertThat(text).doesNotContain("3125550001").doesNotContain("https://");
        MediaOutcome outcome = Progress.parse(text).outcome(0, KEYS);
        assertThat(outcome.location()).isEqualTo("file:///data/mms/+13125550001/m/0.png");
        assertThat(outcome.card()).isEqualTo("file:///data/mms/+13125550001/m/0.png.json");
        assertThat(Progress.parse(text).messageId()).isEqualTo("m");
    }

    @Test
    void lastAttemptGivesUpWhatIsMissing() {
        InboundMessage last = message(new InboundEvent(new byte[0], Instant.EPOCH, "key", true, Progress.NONE));
        MediaItem pending = last.media().get(0).pending("http-404", "why", true);

        MediaOutcome outcome = new JudgeAttempt()
                .expire(last.with(List.of(pending)))
                .media()
                .get(0)
                .outcome();

        assertThat(outcome.state()).isEqualTo(MediaOutcome.State.UNAVAILABLE);
        assertThat(outcome.code()).isEqualTo("http-404");
        assertThat(new JudgeAttempt().expire(message()).isPending()).isTrue();
    }

    private static InboundMessage message() {
        return message(new InboundEvent(new byte[0], Instant.EPOCH, "key"));
    }

    private static InboundMessage message(InboundEvent event) {
        DeclaredMedia announced = new DeclaredMedia("https://media.telnyx.com/1", null, null, null, null);
        return new InboundMessage(
                event,
                "event",
                "m",
                "MMS",
                SENDER,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                TelnyxMetadata.NONE,
                KEYS,
                InboundMessage.items(List.of(announced), KEYS, event.progress()));
    }
}
