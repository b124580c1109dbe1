package io.mmsroutes.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.Progress;
import io.mmsroutes.inbound.TelnyxMetadata;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeReplyTest {
    private static final String SENDER = "+13125550001";
    private static final Progress NEW = Progress.NONE;

    private final JudgeReply judge = new JudgeReply("echo");

    @ParameterizedTest
    @ValueSource(strings = {"echo", "media", " Media "})
    void mmsIsAnswered(String mode) {
        assertThat(new JudgeReply(mode).judge(mms(SENDER, "Look", TelnyxMetadata.NONE)))
                .isEqualTo("wanted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "OFF", "", " "})
    void nothingIsAnsweredUnlessThatIsWanted(String mode) {
        assertThat(new JudgeReply(mode).judge(mms(SENDER, "Look", TelnyxMetadata.NONE)))
                .isEqualTo("off");
    }

    @Test
    void anotherWordForTheModeIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JudgeReply("on"))
                .withMessage("mms.reply.mode is 'on': write off, echo or media.");
    }

    @Test
    void whatIsReplayedIsAnsweredOnlyWhereThatWasAskedFor() {
        assertThat(judge.judge(mms(NEW.replayed(false)))).isEqualTo("replayed");
        assertThat(judge.judge(mms(NEW.replayed(true)))).isEqualTo("wanted");
        assertThat(judge.judge(mms(NEW.replayed(true).replayed(false))))
                .as("The last replay counts.")
                .isEqualTo("replayed");
    }

    @ParameterizedTest
    @CsvSource({"STOP,", "' start ',", "Help,", "Look, STOP", "Look, help", "STOP, CUSTOM"})
    void wordsThatTelnyxAnswersAreNotAnswered(String text, @Nullable String autoresponse) {
        assertThat(judge.judge(mms(SENDER, text, new TelnyxMetadata(null, null, autoresponse, true))))
                .isEqualTo("opt-out-keyword");
    }

    @Test
    void whatTelnyxAnsweredOtherwiseIsNotAnswered() {
        assertThat(judge.judge(mms(SENDER, "Look", new TelnyxMetadata(null, null, "CUSTOM", false))))
                .isEqualTo("autoresponse");
    }

    @Test
    void spamIsNotAnswered() {
        assertThat(judge.judge(mms(SENDER, "Look", new TelnyxMetadata(null, null, null, true))))
                .isEqualTo("spam");
    }

    @Test
    void plainTextIsNotAnswered() {
        assertThat(judge.judge(message(NEW, "SMS", SENDER, "Look", TelnyxMetadata.NONE, List.of())))
                .isEqualTo("no-mms");
        assertThat(judge.judge(message(NEW, "mms", SENDER, "Look", TelnyxMetadata.NONE, List.of())))
                .isEqualTo("wanted");
    }

    @Test
    void fileOfAnotherKindOfMessageIsAnswered() {
        MediaItem file = new MediaItem(
                0,
                new MessageKeys("{index}.{ext}", SENDER, "to"),
                new DeclaredMedia(null, null, null, null, null),
                MediaOutcome.untried());

        assertThat(judge.judge(message(NEW, "RCS", SENDER, null, TelnyxMetadata.NONE, List.of(file))))
                .isEqualTo("wanted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"78787", "ACME", "13125550001", "agent@example.com", "+1", ""})
    void machinesAreNotAnswered(String sender) {
        assertThat(judge.judge(mms(sender, "Look", TelnyxMetadata.NONE))).isEqualTo("sender-no-number");
    }

    private static InboundMessage mms(Progress progress) {
        return message(progress, "MMS", SENDER, "Look", TelnyxMetadata.NONE, List.of());
    }

    private static InboundMessage mms(String sender, String text, TelnyxMetadata notes) {
        return message(NEW, "MMS", sender, text, notes, List.of());
    }

    private static InboundMessage message(
            Progress progress,
            String type,
            String sender,
            @Nullable String text,
            TelnyxMetadata notes,
            List<MediaItem> media) {
        return new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key", false, progress),
                "event",
                "m",
                type,
                new PhoneNumber(sender),
                List.of(new PhoneNumber("+18885550001")),
                List.of(),
                null,
                text,
                null,
                null,
                notes,
                new MessageKeys("{index}.{ext}", sender, "to"),
                media);
    }
}
