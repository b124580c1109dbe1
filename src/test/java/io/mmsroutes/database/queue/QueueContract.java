package io.mmsroutes.database.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Durability;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.impl.engine.PrototypeExchangeFactory;
import org.apache.camel.spi.ExchangeFactory;
import org.apache.camel.spi.ShutdownAware;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code queue:} promises, on either database. */
abstract class QueueContract extends QueueTestSupport {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void forget() {
        seen.clear();
    }

    // --- Entering

    @Test
    void bodyAndPlainHeadersComeAsTheyEntered() throws Exception {
        List<Exchange> got = Collections.synchronizedList(new ArrayList<>());
        CamelContext context = consume("queue:plain", exchange -> got.add(exchange.copy()));

        send(
                context,
                "queue:plain",
                "body ä €",
                Map.of(
                        QueueHeaders.ID,
                        "1",
                        "mmsText",
                        "ä",
                        "mmsCount",
                        7,
                        "mmsYes",
                        true,
                        "other",
                        "x",
                        "CamelHttpUri",
                        "http://x"));

        eventually(() -> got.size() == 1);
        assertThat(text(got.get(0))).isEqualTo("body ä €");
        assertThat(got.get(0).getMessage().getHeaders())
                .containsEntry("mmsText", "ä")
                .containsEntry("mmsCount", 7)
                .containsEntry("mmsYes", true)
                .containsEntry(QueueHeaders.ATTEMPT, 1)
                .containsEntry(QueueHeaders.LAST_ATTEMPT, false)
                .doesNotContainKeys("other", "CamelHttpUri");
    }

    @Test
    void entryIsCommittedWhenTheExchangeGoesOn() throws Exception {
        CamelContext context = context(database);

        Exchange sent = enter(context, "committed", "1");

        assertThat(sent.getException()).isNull();
        assertThat(column("1", "state")).isEqualTo("waiting");
        assertThat(sent.getMessage().getHeader(QueueHeaders.DUPLICATE)).isEqualTo(false);
    }

    @Test
    void sameIdEntersOnceHoweverManyAtOnce() throws Exception {
        CamelContext context = context(database);
        CyclicBarrier together = new CyclicBarrier(16);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Object>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            answers.add(threads.submit(() -> {
                together.await();
                Exchange sent = enter(context, "twice", "1");
                return Objects.requireNonNullElse(
                        sent.getException(), sent.getMessage().getHeader(QueueHeaders.DUPLICATE));
            }));
        }

        List<Object> duplicates = new ArrayList<>();
        for (Future<Object> answer : answers) {
            duplicates.add(answer.get());
        }
        threads.shutdown();

        assertThat(duplicates).containsOnlyOnce(false).hasSize(16);
    }

    @Test
    void manyWhoAreFirstAllEnter() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        for (int round = 0; round < 60; round++) {
            CamelContext context = context(database);
            CyclicBarrier together = new CyclicBarrier(16);
            List<Future<Exchange>> sent = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String id = "first-%d-%d".formatted(round, i);
                sent.add(threads.submit(() -> {
                    together.await();
                    return enter(context, "first", id);
                }));
            }
            for (Future<Exchange> one : sent) {
                assertThat(one.get().getException()).isNull();
            }
        }
        threads.shutdown();
    }

    @Test
    void whatIsDoneIsStillADuplicateAndKeepsNoBody() throws Exception {
        CamelContext context = consume("queue:done", exchange -> seen.add(id(exchange)));
        enter(context, "done", "1");
        awaitState("1", "done");

        Exchange again = enter(context, "done", "1");

        assertThat(again.getMessage().getHeader(QueueHeaders.DUPLICATE)).isEqualTo(true);
        assertThat(column("1", "body")).isEqualTo("null");
        assertThat(column("1", "headers")).isEqualTo("null");
        assertThat(seen).containsExactly("1");
    }

    @Test
    void whatIsDoneGoesWhereItIsNotToBeKept() throws Exception {
        CamelContext context = consume("queue:gone?keepDone=false", exchange -> seen.add(id(exchange)));

        enter(context, "gone", "1");

        eventually(() -> seen.size() == 1 && column("1", "state") == null);
    }

    @Test
    void idOfAnyLengthAndOfAnySigns() throws Exception {
        CamelContext context = consume("queue:odd", exchange -> seen.add(text(exchange)));
        String endless = "x".repeat(5_000);

        assertThat(send(context, "queue:odd", "1", Map.of(QueueHeaders.ID, endless + "1"))
                        .getException())
                .isNull();
        assertThat(send(context, "queue:odd", "2", Map.of(QueueHeaders.ID, endless + "2"))
                        .getException())
                .isNull();
        assertThat(send(context, "queue:odd", "3", Map.of(QueueHeaders.ID, "nul \0 \ud800"))
                        .getException())
                .isNull();

        eventually(() -> seen.size() == 3);
        assertThat(seen).containsExactlyInAnyOrder("1", "2", "3");
    }

    // --- When it is worked on

    @Test
    void entriesAreWorkedOnInTheOrderInWhichTheyAreDue() throws Exception {
        CamelContext context = context(database);
        Instant now = Instant.now();
        for (int i : new int[] {3, 1, 4, 2}) {
            send(context, "queue:order", "", headers("" + i, QueueHeaders.DUE_AT, now.minusSeconds(10 - i)));
        }

        consume("queue:order", exchange -> seen.add(id(exchange)));

        eventually(() -> seen.size() == 4);
        assertThat(seen).containsExactly("1", "2", "3", "4");
    }

    @Test
    void consumerIsWokenByACommit() throws Exception {
        CamelContext context = consume("queue:woken", exchange -> seen.add(id(exchange)));

        withoutTimer(context, () -> {
            for (int i = 0; i < 40; i++) {
                int before = i;
                enter(context, "woken", "" + i);
                await().atMost(LONG).until(() -> seen.size() > before);
            }
            return seen;
        });
    }

    @Test
    void consumerIsWokenByTime() throws Exception {
        CamelContext context = consume("queue:later", exchange -> seen.add(id(exchange)));

        for (int i = 0; i < 40; i++) {
            int before = i;
            Instant due = Instant.now().plusMillis(30);
            send(context, "queue:later", "", headers("" + i, QueueHeaders.DUE_AT, due));
            await().atMost(LONG).until(() -> seen.size() > before);
            assertThat(Instant.now()).isAfterOrEqualTo(due.minusMillis(1));
        }
    }

    @Test
    void asManyAtOnceAsThereAreConsumersAndNoMore() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        CamelContext context = consume("queue:many?consumers=3", exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            three.countDown();
            three.await();
            now.decrementAndGet();
            seen.add(id(exchange));
        });

        for (int i = 0; i < 30; i++) {
            enter(context, "many", "" + i);
        }

        eventually(() -> seen.size() == 30);
        assertThat(most).hasValue(3);
        assertThat(seen).doesNotHaveDuplicates();
    }

    // --- How it ends

    @Test
    void whatIsToBeTriedLaterComesBackWhenItWasAskedFor() throws Exception {
        List<Instant> times = Collections.synchronizedList(new ArrayList<>());
        Duration asked = Duration.ofMillis(700);
        CamelContext context = consume("queue:retry?backoff=10ms", exchange -> {
            times.add(Instant.now());
            if (times.size() == 1) {
                throw new TryLater("host-away", "Away.", asked);
            }
        });

        enter(context, "retry", "1");

        awaitState("1", "done");
        assertThat(times).hasSize(2);
        assertThat(Duration.between(times.get(0), times.get(1))).isGreaterThanOrEqualTo(asked.minusMillis(2));
    }

    @Test
    void everyAttemptIsCountedButThoseInWhichTheHostWasBusy() throws Exception {
        List<Object> attempts = Collections.synchronizedList(new ArrayList<>());
        CamelContext context = consume("queue:counted?backoff=10ms", exchange -> {
            attempts.add(exchange.getMessage().getHeader(QueueHeaders.ATTEMPT));
            switch (attempts.size()) {
                case 1 -> throw new TryLater("host-away", "Away.");
                case 2 -> throw TryLater.hostBusy();
                case 3 -> throw new IllegalStateException("of any kind");
                default -> {}
            }
        });

        enter(context, "counted", "1");

        awaitState("1", "done");
        assertThat(attempts).containsExactly(1, 2, 2, 3);
    }

    @Test
    void rejectedIsADeadLetterAtOnceWithCodeAndSentence() throws Exception {
        CamelContext context = consume("queue:rejected?backoff=10ms", exchange -> {
            seen.add(id(exchange));
            throw new RuntimeException(new Rejected("not-json", "It is no JSON."));
        });

        enter(context, "rejected", "1");

        awaitState("1", "dead");
        assertThat(column("1", "code")).isEqualTo("not-json");
        assertThat(column("1", "reason")).isEqualTo("It is no JSON.");
        assertThat(seen).hasSize(1);
    }

    @Test
    void whatFailsForLongIsADeadLetter() throws Exception {
        List<Object> last = Collections.synchronizedList(new ArrayList<>());
        CamelContext context = consume("queue:long?backoff=10ms,1h&giveUpAfter=800ms", exchange -> {
            last.add(exchange.getMessage().getHeader(QueueHeaders.LAST_ATTEMPT));
            throw new TryLater("host-away", "The host is away.");
        });

        enter(context, "long", "1");

        awaitState("1", "dead");
        // Not after an hour: the last attempt comes when time is up.
        assertThat(last).containsExactly(false, false, true);
        assertThat(column("1", "code")).isEqualTo("host-away");
        assertThat(column("1", "reason")).contains("Given up").contains("The host is away.");
    }

    @Test
    void reasonOfADeadLetterHoldsNothingThatAnExceptionSays() throws Exception {
        CamelContext context = consume("queue:secret?giveUpAfter=1ms&backoff=1ms", exchange -> {
            throw new IllegalStateException("https://host/?token=s3cret of +13125550001");
        });

        enter(context, "secret", "1");

        awaitState("1", "dead");
        assertThat(column("1", "code")).isEqualTo("processing-failed");
        assertThat(column("1", "reason")).contains("IllegalStateException").doesNotContain("s3cret", "+1312");
    }

    @Test
    void whatARouteSaysOfTheEntryCountsHoweverTheExchangeEnds() throws Exception {
        CamelContext context = consume("queue:said?backoff=10ms", exchange -> {
            exchange.setVariable(QueueHeaders.FAILURE, new Rejected("half-done", "Half of it is done."));
            seen.add(id(exchange));
            if (id(exchange).equals("2")) {
                throw new TryLater("host-away", "Away.");
            }
        });

        enter(context, "said", "1");
        enter(context, "said", "2");

        awaitState("1", "dead");
        awaitState("2", "dead");
        assertThat(column("1", "code")).isEqualTo("half-done");
        assertThat(column("2", "code")).isEqualTo("half-done");
        assertThat(seen).hasSize(2);
    }

    @Test
    void deadLetterEntersWithCodeAndReasonAndIsNotWorkedOn() throws Exception {
        CamelContext context = consume("queue:letters", exchange -> seen.add(id(exchange)));

        send(
                context,
                "queue:letters?deadLetter=true",
                "body",
                Map.of(QueueHeaders.ID, "1", QueueHeaders.CODE, "not-json", QueueHeaders.REASON, "It is no JSON."));
        enter(context, "letters", "2");

        awaitState("2", "done");
        assertThat(column("1", "state")).isEqualTo("dead");
        assertThat(column("1", "code")).isEqualTo("not-json");
        assertThat(column("1", "reason")).isEqualTo("It is no JSON.");
        assertThat(seen).containsExactly("2");
    }

    /** As a download of media that is under way when time is up: it has one attempt more, which is told that it is the last. */
    @Test
    void attemptThatBeganBeforeTimeWasUpIsNotTheLast() throws Exception {
        List<Object> last = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch over = new CountDownLatch(1);
        CamelContext context = consume("queue:slow?backoff=1h&giveUpAfter=300ms", exchange -> {
            last.add(exchange.getMessage().getHeader(QueueHeaders.LAST_ATTEMPT));
            if (last.size() == 1) {
                over.await();
            }
            throw new TryLater("host-away", "Away.");
        });

        enter(context, "slow", "1");
        eventually(() -> last.size() == 1);
        long tried = Long.parseLong(column("1", "tried_since"));
        eventually(() ->
                database.read(jdbc -> jdbc.sql("select $now").query(Long.class).single()) > tried + 400_000);
        over.countDown();

        awaitState("1", "dead");
        assertThat(last).containsExactly(false, true);
    }

    @Test
    void usualStepsBetweenTwoEnds() {
        assertThat(Backoff.of("100ms..10s").steps())
                .extracting(Duration::toMillis)
                .containsExactly(100L, 1_000L, 5_000L, 10_000L);
        assertThat(Backoff.of("1s..1h").steps())
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 5L, 30L, 120L, 600L, 3_600L);
        assertThat(Backoff.of("7s..7s").steps()).containsExactly(Duration.ofSeconds(7));
        assertThatThrownBy(() -> Backoff.of("2h..1h")).hasMessageContaining("backoff");
    }

    @Test
    void progressOutlivesAnAttemptThatFailed() throws Exception {
        List<Object> progress = Collections.synchronizedList(new ArrayList<>());
        CamelContext context = consume("queue:progress?backoff=10ms", exchange -> {
            Object before = exchange.getVariable(QueueHeaders.PROGRESS);
            progress.add(String.valueOf(before));
            exchange.setVariable(QueueHeaders.PROGRESS, before + "+1");
            if (progress.size() < 3) {
                throw new TryLater("host-away", "Away.");
            }
        });

        enter(context, "progress", "1");

        awaitState("1", "done");
        assertThat(progress).containsExactly("null", "null+1", "null+1+1");
    }

    @Test
    void progressAndKeysThatAreNoTextFailTheAttemptAndNotTheWorker() throws Exception {
        CamelContext context = consume("queue:no-text?backoff=10ms", exchange -> {
            seen.add(id(exchange));
            if (seen.size() == 1) {
                exchange.getMessage().setHeader(QueueHeaders.KEYS, Collections.singletonList(null));
            }
        });

        enter(context, "no-text", "1");

        awaitState("1", "done");
        assertThat(seen).containsExactly("1", "1");
    }

    @Test
    void claimOfWhichNobodyKnowsWhetherItWasMadeIsGivenBackAndNotCountedAsLost() throws Exception {
        enter(context(database), "doubtful", "1");
        QueueEntries entries = new QueueEntries();
        database.writePatiently(
                transaction -> entries.claim(transaction, "doubtful", "unknown", Duration.ofSeconds(60), 1));

        int back = database.writePatiently(
                transaction -> entries.giveBackClaims(transaction, "doubtful", List.of("unknown", "none")));

        assertThat(back).isEqualTo(1);
        assertThat(column("1", "state")).isEqualTo("waiting");
        assertThat(column("1", "attempts")).isEqualTo("0");
        assertThat(column("1", "lost_leases")).isEqualTo("0");
    }

    @Test
    void whatEntersInOneCommitIsClaimedInItsOrder() {
        QueueEntries entries = new QueueEntries();
        List<String> ids = IntStream.range(0, 30)
                .mapToObj(n -> "%s of 30".formatted(99 - n))
                .toList();
        int unused = database.writePatiently(transaction -> {
            ids.forEach(id -> QueueEntries.enter(
                    transaction,
                    new NewEntry("ordered", id, new byte[0], "{}", null, Duration.ZERO, List.of("+13125550001"))));
            return ids.size();
        });

        List<String> claimed = ids.stream()
                .flatMap(id -> database
                        .writePatiently(transaction ->
                                entries.claim(transaction, "ordered", "lease of " + id, Duration.ofSeconds(60), 1))
                        .stream())
                .map(Entry::id)
                .toList();

        assertThat(claimed).isEqualTo(ids);
    }

    // --- Workers that are lost

    @Test
    void leaseThatWasLostWhileWorkingSettlesNothing() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        CamelContext context = consume("queue:fenced", exchange -> {
            inHand.countDown();
            lost.await();
            seen.add(id(exchange));
        });
        enter(context, "fenced", "1");
        inHand.await();

        long later = Instant.now().plusSeconds(600).toEpochMilli() * 1_000;
        database.writePatiently(transaction -> transaction
                .jdbc()
                .sql("update queue_entries set lease_id = 'of another', lease_until = :later")
                .param("later", later)
                .update());
        lost.countDown();

        eventually(() -> seen.size() == 1);
        context.stop();
        assertThat(column("1", "state")).isEqualTo("leased");
        assertThat(column("1", "lease_id")).isEqualTo("of another");
    }

    @Test
    void leaseIsExtendedWhileTheWorkerLives() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CamelContext context = consume("queue:alive?lease=3s", exchange -> {
            seen.add(id(exchange));
            end.await();
        });
        enter(context, "alive", "1");
        eventually(() -> seen.size() == 1);
        long first = Long.parseLong(column("1", "lease_until"));

        eventually(() -> Long.parseLong(column("1", "lease_until")) > first + 3_000_000);
        end.countDown();

        awaitState("1", "done");
        assertThat(seen).hasSize(1);
        assertThat(column("1", "lost_leases")).isEqualTo("0");
    }

    @Test
    void anotherWorkerTakesOverFromOneThatIsGone() throws Exception {
        enter(context(database), "gone", "1");
        claimAndVanish("gone");

        consume("queue:gone", exchange -> seen.add(id(exchange)));

        awaitState("1", "done");
        assertThat(column("1", "lost_leases")).isEqualTo("1");
    }

    @Test
    void entryThatLostItsWorkerTooOftenIsADeadLetter() throws Exception {
        enter(context(database), "poison", "1");
        QueueEntries entries = new QueueEntries();
        for (int lost = 1; lost <= 3; lost++) {
            claimAndVanish("poison");
            database.writePatiently(transaction -> entries.expire(transaction, "poison", 3));
            assertThat(column("1", "state")).isEqualTo(lost < 3 ? "suspect" : "dead");
        }

        assertThat(column("1", "code")).isEqualTo("process-died");
        assertThat(column("1", "reason")).contains("3 times");
        consume("queue:poison", exchange -> seen.add(id(exchange)));
        enter(context(database), "poison", "2");
        awaitState("2", "done");
        assertThat(seen).containsExactly("2");
    }

    @Test
    void thoseThatLostAWorkerAreWorkedOnOneAtATimeBesideTheOthers() throws Exception {
        CamelContext context = context(database);
        for (int i = 0; i < 4; i++) {
            enter(context, "suspects", "suspect " + i);
        }
        claimAndVanish("suspects");
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        consume("queue:suspects?consumers=8", exchange -> {
            if (id(exchange).startsWith("suspect")) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                now.decrementAndGet();
            }
            seen.add(id(exchange));
        });

        enter(context, "suspects", "other");

        eventually(() -> seen.size() == 5);
        assertThat(most).hasValue(1);
    }

    private void claimAndVanish(String queue) {
        QueueEntries entries = new QueueEntries();
        List<Entry> claimed = database.submit(
                        transaction -> {
                            List<Entry> all =
                                    new ArrayList<>(entries.claim(transaction, queue, "gone", Duration.ZERO, 100));
                            all.addAll(entries.claimSuspect(transaction, queue, "gone", Duration.ZERO));
                            return all;
                        },
                        Durability.SYNCED)
                .join();
        assertThat(claimed).isNotEmpty();
    }

    // --- Stopping

    @Test
    void routeThatStopsEndsWhatIsUnderWayAndTakesNothingNew() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CamelContext context = consume("queue:stopping", exchange -> {
            inHand.countDown();
            end.await();
            seen.add(id(exchange));
        });
        enter(context, "stopping", "1");
        inHand.await();
        enter(context, "stopping", "2");

        Thread stop = new Thread(() -> stopRoute(context));
        stop.start();
        eventually(() -> context.getRouteController().getRouteStatus("consume").isStopping()
                || context.getRouteController().getRouteStatus("consume").isSuspended()
                || stop.getState() == Thread.State.TIMED_WAITING);
        end.countDown();
        stop.join();

        awaitState("1", "done");
        assertThat(column("2", "state")).isEqualTo("waiting");
        assertThat(column("2", "attempts")).isEqualTo("0");
        assertThat(seen).containsExactly("1");

        context.getRouteController().startRoute("consume");
        awaitState("2", "done");
    }

    @Test
    void whatIsNotDoneWhenTimeIsUpIsGivenBackAtOnce() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CamelContext context = consume("queue:forced", exchange -> {
            inHand.countDown();
            never.await();
        });
        context.getShutdownStrategy().setTimeout(1);
        enter(context, "forced", "1");
        inHand.await();

        context.stop();

        assertThat(column("1", "state")).isEqualTo("waiting");
        assertThat(column("1", "attempts")).isEqualTo("0");
        assertThat(column("1", "lost_leases")).isEqualTo("0");
    }

    @Test
    void suspendedRouteTakesNothingUntilItIsResumed() throws Exception {
        CamelContext context = consume("queue:suspended", exchange -> seen.add(id(exchange)));
        context.getRouteController().suspendRoute("consume");
        enter(context, "suspended", "1");
        enter(context, "elsewhere", "2");
        awaitState("1", "waiting"); // a claim that was under way may have taken it, and gives it back
        assertThat(seen).isEmpty();

        context.getRouteController().resumeRoute("consume");

        awaitState("1", "done");
    }

    private static void stopRoute(CamelContext context) {
        try {
            context.getRouteController().stopRoute("consume");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** As when staff save a route file. */
    @Test
    void routeIsReplacedUnderTrafficAndNothingIsLostOrDoneTwice() throws Exception {
        CamelContext context = consume("queue:replaced?consumers=2", exchange -> seen.add(id(exchange)));
        CamelContext source = context(database);
        for (int i = 0; i < 200; i++) {
            enter(source, "replaced", "" + i);
            if (i % 40 == 20) {
                context.getRouteController().stopRoute("consume");
                context.removeRoute("consume");
                addRoute(context, "queue:replaced?consumers=2", exchange -> seen.add(id(exchange)));
            }
        }

        eventually(() -> seen.size() >= 200);
        assertThat(seen).hasSize(200).doesNotHaveDuplicates();
    }

    /** A worker may have taken an entry that no route has yet. */
    @Test
    void routeThatStopsWaitsForWhatAWorkerHasTaken() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CamelContext context = context(database);
        context.getCamelContextExtension().setExchangeFactory(new LateExchanges(taken, goOn));
        addRoute(context, "queue:stopped?consumers=2", exchange -> seen.add(id(exchange)));
        enter(context, "stopped", "1");
        taken.await();

        ShutdownAware consumer = (ShutdownAware) context.getRoute("consume").getConsumer();
        assertThat(consumer.getPendingExchangesSize()).isOne();
        goOn.countDown();

        eventually(() -> consumer.getPendingExchangesSize() == 0);
        awaitState("1", "done");
    }

    /** Makes exchanges when it is told to. */
    private static final class LateExchanges extends PrototypeExchangeFactory {
        private final CountDownLatch asked;
        private final CountDownLatch goOn;

        LateExchanges(CountDownLatch asked, CountDownLatch goOn) {
            this.asked = asked;
            this.goOn = goOn;
        }

        private LateExchanges(Consumer consumer, CountDownLatch asked, CountDownLatch goOn) {
            super(consumer);
            this.asked = asked;
            this.goOn = goOn;
        }

        @Override
        public ExchangeFactory newExchangeFactory(Consumer consumer) {
            LateExchanges own = new LateExchanges(consumer, asked, goOn);
            own.setCamelContext(getCamelContext());
            return own;
        }

        @Override
        public Exchange create(Endpoint endpoint, boolean autoRelease) {
            asked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.create(endpoint, autoRelease);
        }
    }

    // --- Several

    @Test
    void twoContextsShareAQueueAndEachEntryIsOnesAlone() throws Exception {
        CamelContext one = consume("queue:shared?consumers=4", exchange -> seen.add(id(exchange)));
        consume(another(), "queue:shared?consumers=4", exchange -> seen.add(id(exchange)));

        for (int i = 0; i < 200; i++) {
            enter(one, "shared", "" + i);
        }

        eventually(() -> seen.size() == 200);
        assertThat(seen).doesNotHaveDuplicates();
    }

    /** Of another gateway, where the database can be shared; else the same. */
    abstract Database another() throws Exception;
}
