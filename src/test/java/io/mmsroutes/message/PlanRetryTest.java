package io.mmsroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.MediaOutcome.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanRetryTest {
    private static final Instant NOW = Instant.parse("2026-01-16T00:00:00Z");
    private static final PhoneNumber SENDER = new PhoneNumber("+13125550001");
    private static final MessageKeys KEYS =
            new StorageLayout("mms/{from}/{message}/{index}.{ext}").keys(SENDER, List.of(), "m", Instant.EPOCH);

    @Test
    void delaysClimbTheLadder() {
        assertThat(delays(plan("1s", "1h"), 8, "http-404"))
                .containsExactly(1_000L, 5_000L, 30_000L, 120_000L, 600_000L, 3_600_000L, 3_600_000L, 3_600_000L);
    }

    @Test
    void theLadderIsCutToItsSettings() {
        assertThat(delays(plan("100ms", "10s"), 4, "http-404")).containsExactly(100L, 1_000L, 5_000L, 10_000L);
    }

    @Test
    void aBusyHostIsNoFailedAttemptAndItsMessagesComeBackSpreadOverTheShortDelays() {
        List<Long> delays = delays(plan("1s", "1h"), 50, "host-busy");

        assertThat(delays.get(0)).isLessThanOrEqualTo(5_000);
        assertThat(delays).contains(1_000L, 5_000L, 30_000L).allMatch(delay -> delay <= 30_000);
    }

    @Test
    void everyHopHasADuplicateIdOfItsOwn() throws JsonProcessingException {
        PlanRetry plan = plan("1s", "1h");
        InboundMessage first = message(Progress.beginning(NOW, "key"), "http-404");

        Retry one = plan.plan(first, null);
        Retry two = plan.plan(message(Progress.parse(one.progress()), "http-404"), null);

        assertThat(one.duplicateId()).isEqualTo("event/1");
        assertThat(two.duplicateId()).isEqualTo("event/2");
    }

    @Test
    void whatTheOtherSideAsksIsGranted() {
        InboundMessage message = message(Progress.beginning(NOW, "key"), "http-404");

        Retry retry = plan("1s", "1h").plan(message, new TryLater("sink-busy", "later", Duration.ofSeconds(31)));

        assertThat(retry.delay()).isEqualTo(120_000);
    }

    @Test
    void progressHoldsNeitherNumberNorUrl() throws JsonProcessingException {
        InboundMessage message = message(Progress.beginning(NOW, "key"), "http-404");
        MediaItem stored = message.media()
                .get(0)
                .stored(
                        new MediaFacts("image/png", MediaKind.IMAGE, "png", 1, "00", false, List.of()),
                        "file:///data/mms/+13125550001/m/0.png",
                        "file:///data/mms/+13125550001/m/0.png.json");

        Retry retry = plan("1s", "1h").plan(message.with(List.of(stored)), null);

        assertThat(retry.progress()).doesNotContain("3125550001").doesNotContain("https://");
        assertThat(Progress.parse(retry.progress()).outcome(0, KEYS).location())
                .isEqualTo("file:///data/mms/+13125550001/m/0.png");
        assertThat(Progress.parse(retry.progress()).outcome(0, KEYS).card())
                .isEqualTo("file:///data/mms/+13125550001/m/0.png.json");
    }

    @Test
    void timeRunsOutAfterTheFirstAcknowledgement() {
        Progress old = Progress.beginning(NOW.minus(Duration.ofHours(25)), "key");

        TryLater down = new TryLater("sink-down", "The house is down.");

        assertThat(plan("1s", "1h").plan(message(old, "http-404"), down).exhausted())
                .isTrue();
        assertThat(plan("1s", "1h")
                        .plan(message(old.replayed(NOW, false), "http-404"), down)
                        .exhausted())
                .isFalse();
    }

    @Test
    void aMessageThatHadItsTimeGivesUpWhatIsMissing() {
        Progress old = Progress.beginning(NOW.minus(Duration.ofHours(25)), "key");
        SettleRound settleRound = new SettleRound(Duration.ofHours(24), Clock.fixed(NOW, ZoneOffset.UTC));

        MediaOutcome outcome =
                settleRound.settle(message(old, "http-404")).media().get(0).outcome();

        assertThat(outcome.state()).isEqualTo(State.UNAVAILABLE);
        assertThat(outcome.code()).isEqualTo("http-404");
    }

    @Test
    void anImpossibleLadderIsRefused() {
        assertThatThrownBy(() -> plan("2h", "1h")).hasMessageContaining("mms.media.retry-initial");
    }

    private static List<Long> delays(PlanRetry plan, int rounds, String code) {
        List<Long> delays = new ArrayList<>();
        Progress progress = Progress.beginning(NOW, "key");
        for (int round = 0; round < rounds; round++) {
            Retry retry = plan.plan(message(progress, code), null);
            delays.add(retry.delay());
            try {
                progress = Progress.parse(retry.progress());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return delays;
    }

    private static InboundMessage message(Progress progress, @Nullable String code) {
        AnnouncedMedia announced = new AnnouncedMedia("https://media.telnyx.com/1", null, null, null, null);
        InboundMessage message = new InboundMessage(
                new JournaledEvent(new byte[0], progress),
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
                TelnyxNotes.NONE,
                KEYS,
                InboundMessage.items(List.of(announced), KEYS, progress));
        MediaItem item = message.media().get(0).pending(String.valueOf(code), "why", !"host-busy".equals(code));
        return message.with(List.of(item));
    }

    private static PlanRetry plan(String initial, String max) {
        return new PlanRetry(duration(initial), duration(max), Duration.ofHours(24), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Duration duration(String text) {
        return text.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                : Duration.parse("PT" + text);
    }
}
