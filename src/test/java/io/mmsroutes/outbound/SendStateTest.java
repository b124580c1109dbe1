package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SendStateTest {
    private static final Pattern ARROW = Pattern.compile("(?m)^ {4}([a-z]+) --> ([a-z]+):");

    /** What a receipt does is told beside the drawing: it would be an arrow from almost everywhere. */
    private static final Set<String> BY_RECEIPT = Set.of("accepted", "finalized");

    @Test
    void drawingShowsTheTransitionsThatThereAre() throws IOException {
        Matcher arrows = ARROW.matcher(Files.readString(Path.of("docs/sending.md")));
        Set<String> drawn = arrows.results()
                .map(arrow -> arrow.group(1) + " " + arrow.group(2))
                .collect(Collectors.toSet());

        Set<String> possible = Arrays.stream(SendState.values())
                .flatMap(from -> Arrays.stream(SendState.values())
                        .filter(from::mayBecome)
                        .map(to -> from.word() + " " + to.word()))
                .collect(Collectors.toSet());

        assertThat(possible).containsAll(drawn);
        assertThat(possible.stream()
                        .filter(arrow -> !drawn.contains(arrow))
                        .map(arrow -> arrow.substring(arrow.indexOf(' ') + 1)))
                .isSubsetOf(BY_RECEIPT);
    }

    @ParameterizedTest
    @EnumSource(SendState.class)
    void nothingUndoesFinalized(SendState state) {
        assertThat(SendState.FINALIZED.mayBecome(state)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = SendState.class,
            names = {"QUEUED", "SUBMITTING", "UNKNOWN", "PARKED", "FAILED", "REJECTED", "EXPIRED"})
    void receiptOverrulesWhatWasBelieved(SendState state) {
        assertThat(state.mayBecome(SendState.ACCEPTED)).isTrue();
        assertThat(state.mayBecome(SendState.FINALIZED)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = SendState.class,
            names = {"UNKNOWN", "PARKED", "ACCEPTED", "REJECTED", "FAILED", "FINALIZED", "UNCONFIRMED"})
    void onlyWhatWaitsIsEverSubmitted(SendState state) {
        assertThat(state.mayBecome(SendState.SUBMITTING)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED, queued, queued",
        "SUBMITTING, queued, sending",
        "PARKED, sent, sent",
        "EXPIRED, queued, expired"
    })
    void recipientsAreToldInTelnyxsWords(SendState state, String told, String shown) {
        assertThat(state.status(told)).isEqualTo(shown);
    }
}
