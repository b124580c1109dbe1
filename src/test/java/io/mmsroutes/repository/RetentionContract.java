package io.mmsroutes.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.NewEntry;
import io.mmsroutes.database.queue.QueueEntries;
import io.mmsroutes.database.queue.Retention;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes when its time is over, and what stays because something rests on it. */
abstract class RetentionContract extends ReplyContract {
    /** A thread each: the pool of the JDK may have one thread, and then one of two waits for the other. */
    private static final Executor AT_ONCE = task -> new Thread(task).start();

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration LONG_AGO = Duration.ofDays(31);

    @Test
    void whatEndedLongAgoGoesAndNothingElse() {
        for (int i = 0; i < 450; i++) {
            ended("finalized", LONG_AGO);
        }
        UUID young = ended("finalized", Duration.ofDays(29));

        assertThat(sweep(null)).isZero();
        assertThat(count("outbound_messages")).isEqualTo(451);
        assertThat(sweep(MONTH)).isEqualTo(450);
        assertThat(ids()).containsExactly(young);
        assertThat(count("outbound_recipients")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"finalized", "unconfirmed", "parked", "failed", "rejected", "expired"})
    void whateverEndedGoes(String state) {
        ended(state, LONG_AGO);

        assertThat(sweep(MONTH)).isEqualTo(1);
        assertThat(count("outbound_recipients")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"preparing", "queued", "submitting", "unknown", "accepted"})
    void whatIsUnderWayStaysHoweverOldItIs(String state) {
        UUID id = ended(state, Duration.ofDays(4_000));

        assertThat(sweep(Duration.ofHours(24))).isZero();
        assertThat(state(id)).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "finalized, true, 1",
        "rejected, false, 1",
        "expired, false, 1",
        "unconfirmed, true, 0",
        "parked, true, 0",
        "failed, true, 0",
        "rejected, true, 0"
    })
    void whatTelnyxMayStillTellOfIsKeptForTenDays(String state, boolean called, int removed) {
        UUID id = ended(state, Duration.ofDays(9));
        if (!called) {
            set(id, "submitted_at = null");
        }

        assertThat(sweep(Duration.ofHours(24))).isEqualTo(removed);
    }

    @Test
    void repeatOfAKeyFindsItsMessageAsLongAsThatIsKept() {
        EnterRequest enter = enterRequest("off");
        UUID first = enter.enterFor(request(FAST, "text"), "http", "key", null);
        end(first, "finalized", Duration.ofDays(29));
        sweep(MONTH);
        assertThat(enter.enterFor(request(FAST, "text"), "http", "key", null)).isEqualTo(first);

        end(first, "finalized", LONG_AGO);
        sweep(MONTH);
        assertThat(enter.enterFor(request(FAST, "text"), "http", "key", null)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"waiting", "suspect", "leased", "dead"})
    void messageStaysWhileAnEntryOfAQueueIsAboutIt(String state) {
        UUID id = ended("finalized", LONG_AGO);
        entry("status-events", id + "/1", state, id.toString(), 0);

        assertThat(sweep(MONTH)).isZero();
        new DeadLetters(database).delete(WhichDeadLetters.all("status-events"));
        inTransaction(jdbc -> jdbc.sql("delete from queue_entries").update());
        assertThat(sweep(MONTH)).isEqualTo(1);
    }

    @Test
    void answerStaysWhileWhatItAnswersMayComeAgain() {
        UUID answer = answer("m-1");
        UUID other = answer("m-2");
        entry("inbound", "event-1", "dead", "m-1", 0);
        entry("inbound", "event-2", "done", "m-2", 0);
        inTransaction(
                jdbc -> jdbc.sql("delete from queue_keys where id = 'event-2'").update());

        assertThat(sweep(MONTH)).isEqualTo(1);
        assertThat(ids()).containsExactly(answer).doesNotContain(other);
    }

    @Test
    void whatAKilledWorkerMayHaveEnteredStaysUntilItsEntryHasEnded() {
        UUID before = ended("finalized", LONG_AGO);
        UUID since = ended("finalized", LONG_AGO);
        entry("inbound", "event", "dead", null, 1);
        inTransaction(jdbc -> jdbc.sql("update queue_entries set entered_at = :at")
                .param("at", Row.time(Row.now(jdbc).minus(Duration.ofDays(33))))
                .update());
        set(before, "created_at = " + micros(Duration.ofDays(34)));
        set(since, "created_at = " + micros(Duration.ofDays(32)));

        sweep(MONTH);
        assertThat(ids()).containsExactly(since);
    }

    @Test
    void messageStaysWhileTelnyxIsAskedAboutAnotherOneThatItsRecordCouldBeTakenFor() {
        UUID known = ended("finalized", LONG_AGO);
        UUID unknown = ended("unknown", LONG_AGO.minusMinutes(4).plusSeconds(1));
        UUID far = ended("finalized", LONG_AGO.plusMinutes(6));

        assertThat(sweep(MONTH)).isEqualTo(1);
        assertThat(ids()).contains(known, unknown).doesNotContain(far);
        end(unknown, "parked", LONG_AGO);
        assertThat(sweep(MONTH)).isEqualTo(2);
    }

    @Test
    void numberThatWasSentFromStaysOneOfOurs() {
        ended("finalized", LONG_AGO);
        end(enter(SLOW, "refused"), "rejected", LONG_AGO);
        set(SLOW, "accepted_at = null");
        OwnNumbers numbers = new OwnNumbers(database, "", Clock.systemUTC(), ONE);

        sweep(MONTH);

        assertThat(count("outbound_messages")).isZero();
        assertThatThrownBy(() -> numbers.protect(new PhoneNumber(FAST), false)).isInstanceOf(Rejected.class);
        numbers.protect(new PhoneNumber(SLOW), false);
    }

    @Test
    void whoeverWantsNoMessagesGetsNone() {
        ended("finalized", LONG_AGO);
        inTransaction(jdbc -> jdbc.sql(
                        "insert into opt_outs (profile, number, opted_out, changed_at, source) values ('*', :number, true, 1, 'telnyx')")
                .param("number", TO)
                .update());

        assertThat(sweep(MONTH)).isEqualTo(1);
        assertThatThrownBy(() -> enter(FAST, "text")).isInstanceOf(Rejected.class);
    }

    @Test
    void keptOnesHoldUpNoneBehindThem() {
        for (int i = 0; i < 250; i++) {
            UUID kept = ended("finalized", LONG_AGO.plusDays(1));
            entry("status-events", kept + "/1", "dead", kept.toString(), 0);
        }
        ended("finalized", LONG_AGO);

        assertThat(sweep(MONTH)).isEqualTo(1);
        assertThat(count("outbound_messages")).isEqualTo(250);
    }

    @Test
    void gatewaysThatSweepAtOnceCountEachMessageOnce() {
        for (int i = 0; i < 600; i++) {
            ended("finalized", LONG_AGO);
        }
        MeterRegistry metrics = new SimpleMeterRegistry();

        IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(() -> sweep(metrics, MONTH), AT_ONCE))
                .toList()
                .forEach(CompletableFuture::join);
        sweep(metrics, MONTH);

        assertThat(removed(metrics)).isEqualTo(600);
        assertThat(count("outbound_messages")).isZero();
    }

    @Test
    void receiptsOfNoMessageGoAfterTenDaysHoweverManyThereAre() {
        inTransaction(jdbc -> jdbc.sql("""
                        insert into unmatched_receipts (event_id, telnyx_id, receipt, arrived_at)
                        with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 1201)
                        select 'event-' || n, 'none', '{}', case when n = 1201 then :young else :old end from numbers""")
                .param("young", micros(Duration.ofDays(9)))
                .param("old", micros(Duration.ofDays(11)))
                .update());
        SweepOutbound sweep = new SweepOutbound(
                database,
                new SendTimes(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofHours(1),
                        "park",
                        Duration.ofHours(24)));

        sweep.sweep();
        assertThat(count("unmatched_receipts")).as("one commit is short").isEqualTo(701);
        sweep.sweep();
        sweep.sweep();
        assertThat(count("unmatched_receipts")).isEqualTo(1);
    }

    private int sweep(@Nullable Duration retention) {
        MeterRegistry metrics = new SimpleMeterRegistry();
        sweep(metrics, retention);
        return removed(metrics);
    }

    private void sweep(MeterRegistry metrics, @Nullable Duration retention) {
        new SweepSent(
                        database,
                        new Retention(
                                Optional.empty(), Optional.empty(), Optional.ofNullable(retention), Optional.empty()),
                        metrics)
                .sweep();
    }

    private static int removed(MeterRegistry metrics) {
        return (int)
                metrics.counter("mms.retention.removed", "kind", "sent-message").count();
    }

    private UUID ended(String state, Duration ago) {
        UUID id = enter(FAST, "text");
        end(id, state, ago);
        return id;
    }

    private UUID answer(String messageId) {
        UUID id = UUID.randomUUID();
        database.writePatiently(transaction -> NewOutboundMessage.of(
                        id, request(FAST, messageId), "reply:" + messageId, NewOutboundMessage.REPLY)
                .insert(transaction, rules("off")));
        end(id, "finalized", LONG_AGO);
        return id;
    }

    private void end(UUID id, String state, Duration ago) {
        set(
                id,
                "state = '%s', state_at = %s, submitted_at = %<s, accepted_at = %<s, created_at = %<s"
                        .formatted(state, micros(ago)));
    }

    private void set(UUID id, String assignment) {
        set("id", id.toString(), assignment);
    }

    private void set(String sender, String assignment) {
        set("sender", sender, assignment);
    }

    private void set(String column, String value, String assignment) {
        inTransaction(
                jdbc -> jdbc.sql("update outbound_messages set %s where %s = :value".formatted(assignment, column))
                        .param("value", value)
                        .update());
    }

    private long micros(Duration ago) {
        Instant at = database.read(Row::now).minus(ago);
        return Long.parseLong(String.valueOf(Row.time(at)));
    }

    private void entry(String queue, String id, String state, @Nullable String key, int lostLeases) {
        database.writePatiently(transaction -> QueueEntries.enter(
                transaction,
                new NewEntry(
                        queue,
                        id,
                        new byte[0],
                        "{}",
                        null,
                        Duration.ZERO,
                        Optional.ofNullable(key).map(List::of).orElse(List.of()))));
        inTransaction(jdbc -> jdbc.sql("""
                        update queue_entries
                        set state = :state, lost_leases = :lost, due_at = case when :state in ('done', 'dead') then null else due_at end
                        where queue = :queue and id = :id""")
                .param("state", state)
                .param("lost", lostLeases)
                .param("queue", queue)
                .param("id", id)
                .update());
    }

    private List<UUID> ids() {
        return inTransaction(jdbc -> jdbc.sql("select id from outbound_messages")
                .query((row, number) -> Row.id(row))
                .list());
    }
}
