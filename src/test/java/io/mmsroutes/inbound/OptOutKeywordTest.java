package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptOutKeywordTest {

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP",
        "stop, STOP",
        "'stop ', STOP",
        "'\n Stop\t', STOP",
        "StopAll, STOP",
        "stop all, STOP",
        "Unsubscribe, STOP",
        "cancel, STOP",
        "end, STOP",
        "Quit, STOP",
        "start, START",
        "UnStop, START",
        "help, HELP"
    })
    void theWholeTextIsTheWord(String text, OptOutKeyword word) {
        assertThat(OptOutKeyword.of(message(text, null))).contains(word);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "STOP 12345",
                "please stop",
                "STOP!",
                "stop  all",
                "stop\nall",
                "unstop all",
                "ends",
                "\"stop\"",
                "yes"
            })
    void moreThanTheWordIsNoWord(@Nullable String text) {
        assertThat(OptOutKeyword.of(message(text, null))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"STOP, STOP", "start, START", "HELP, HELP"})
    void whatTelnyxFindsCountsMoreThanTheText(String autoresponse, OptOutKeyword word) {
        assertThat(OptOutKeyword.of(message("BASTA", autoresponse))).contains(word);
        assertThat(OptOutKeyword.of(message("STOP", autoresponse))).contains(word);
    }

    @Test
    void anotherFindingLeavesItToTheText() {
        assertThat(OptOutKeyword.of(message("stop", "OUT_OF_OFFICE"))).contains(OptOutKeyword.STOP);
        assertThat(OptOutKeyword.of(message("hello", "OUT_OF_OFFICE"))).isEmpty();
    }

    private static InboundMessage message(@Nullable String text, @Nullable String autoresponse) {
        return new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key"),
                "event",
                "m",
                "SMS",
                new PhoneNumber("+13125550001"),
                List.of(),
                List.of(),
                null,
                text,
                null,
                null,
                new TelnyxMetadata(null, null, autoresponse, false),
                new MessageKeys("{index}.{ext}", "from", "to"),
                List.of());
    }
}
