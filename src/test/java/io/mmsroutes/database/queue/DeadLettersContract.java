package io.mmsroutes.database.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mmsroutes.admin.DeadLetterCommands;
import io.mmsroutes.admin.DeadLetterFilter;
import io.mmsroutes.admin.ReadCommand.DeadLetterCommand;
import io.mmsroutes.database.ChildJvm;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Durability;
import io.mmsroutes.failure.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What staff can do with a queue, on either database. */
abstract class DeadLettersContract extends QueueContract {
    /** A thread each: the pool of the JDK may have one thread, and then one of two waits for the other. */
    private static final Executor AT_ONCE = task -> new Thread(task).start();

    private static final String NUMBER = "+13125550001";

    @Test
    void deadLettersAreListedByPageOldestFirstAndEachOnce() throws Exception {
        deadLetter("pages", IntStream.range(0, 25).mapToObj(i -> "" + (10 + i)).toList(), "code-a");
        DeadLetters letters = new DeadLetters(database);

        List<String> all = new ArrayList<>();
        DeadLetter.Position last = null;
        List<DeadLetter> page;
        do {
            page = letters.list(WhichDeadLetters.all("pages"), last, 10);
            page.forEach(letter -> all.add(letter.id()));
            last = page.isEmpty() ? null : page.get(page.size() - 1).position();
        } while (last != null);

        assertThat(all).hasSize(25).doesNotHaveDuplicates();
        assertThat(letters.count("pages").dead()).isEqualTo(25);
        assertThat(letters.list(WhichDeadLetters.all("elsewhere"), null, 10)).isEmpty();
    }

    @Test
    void deadLettersAreListedByIdKeyCodeAndTime() throws Exception {
        deadLetter("which", List.of("1"), "code-a");
        Instant between = databaseNow();
        deadLetter("which", List.of("2"), "code-b");
        DeadLetters letters = new DeadLetters(database);

        assertThat(ids(letters, which("1", null, null, null, null))).containsExactly("1");
        assertThat(ids(letters, which(null, NUMBER + "2", null, null, null))).containsExactly("2");
        assertThat(ids(letters, which(null, null, "code-a", null, null))).containsExactly("1");
        assertThat(ids(letters, which(null, null, null, between, null))).containsExactly("2");
        assertThat(ids(letters, which(null, null, null, null, between))).containsExactly("1");
        assertThat(ids(letters, which(null, NUMBER + "2", "code-a", null, null)))
                .isEmpty();
    }

    @Test
    void deadLetterTellsWhyAndWhen() throws Exception {
        Instant before = databaseNow();
        deadLetter("told", List.of("1"), "code-a");

        DeadLetter letter = new DeadLetters(database)
                .list(WhichDeadLetters.all("told"), null, 10)
                .get(0);

        assertThat(letter.code()).isEqualTo("code-a");
        assertThat(letter.reason()).isEqualTo("A sentence.");
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.enteredAt()).isBetween(before, letter.diedAt());
        assertThat(new DeadLetters(database).body("told", "1"))
                .hasValueSatisfying(body ->
                        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo("body of 1"));
        assertThat(new DeadLetters(database).body("told", "2")).isEmpty();
    }

    @Test
    void deadLetterThatIsPutBackIsTriedAsAtTheFirstTimeWithWhatWasReached() throws Exception {
        deadLetter("again", List.of("1", "2"), "code-a");
        List<Object> seen = new CopyOnWriteArrayList<>();

        int back = new DeadLetters(database)
                .requeue(
                        new WhichDeadLetters("again", "1", List.of(), null, null, null),
                        progress -> progress + "+replay");
        consume("queue:again", exchange -> {
            seen.add(exchange.getMessage().getHeader(QueueHeaders.ATTEMPT));
            seen.add(exchange.getVariable(QueueHeaders.PROGRESS));
            seen.add(text(exchange));
        });

        awaitState("1", "done");
        assertThat(back).isEqualTo(1);
        assertThat(seen).containsExactly(1, "half+replay", "body of 1");
        assertThat(column("2", "state")).isEqualTo("dead");
    }

    @Test
    void manyArePutBackOnceEvenWhereTheyDieAgainAtOnce() throws Exception {
        List<String> ids = IntStream.range(0, 450).mapToObj(i -> "many " + i).toList();
        deadLetter("again", ids, "code-a");
        List<String> seen = new CopyOnWriteArrayList<>();
        consume("queue:again?consumers=4", exchange -> {
            seen.add(id(exchange));
            throw new Rejected("code-b", "Again.");
        });

        int back = new DeadLetters(database).requeue(WhichDeadLetters.all("again"), progress -> progress);

        assertThat(back).isEqualTo(450);
        eventually(() -> new DeadLetters(database).count("again").dead() == 450);
        assertThat(seen).hasSize(450).doesNotHaveDuplicates();
    }

    @Test
    void deletedDeadLettersAreGoneAndTheirIdsMayEnterAgain() throws Exception {
        deadLetter("deleted", List.of("1", "2"), "code-a");

        int deleted =
                new DeadLetters(database).delete(new WhichDeadLetters("deleted", "1", List.of(), null, null, null));

        assertThat(deleted).isEqualTo(1);
        assertThat(column("1", "state")).isNull();
        assertThat(enter(context(database), "deleted", "1").getMessage().getHeader(QueueHeaders.DUPLICATE))
                .isEqualTo(false);
        assertThat(column("2", "state")).isEqualTo("dead");
    }

    @Test
    void eraseLeavesTheBareIdOfWhatHasTheKeyWhereverItIsAndTouchesNothingElse() throws Exception {
        deadLetter("erased", List.of("1"), "code-a");
        CamelContext context = context(database);
        send(
                context,
                "queue:other",
                "precious",
                Map.of(QueueHeaders.ID, "waiting", QueueHeaders.KEYS, List.of(NUMBER + "1", "x")));
        send(context, "queue:other", "", Map.of(QueueHeaders.ID, "another", QueueHeaders.KEYS, NUMBER + "2"));
        EraseEntries erase = new EraseEntries(database);

        assertThat(erase.eraseUndone(having(NUMBER + "1"))).isEqualTo(new EraseEntries.Erased(1, 0));
        assertThat(erase.eraseDead(having(NUMBER + "1"))).isEqualTo(1);

        for (String id : List.of("1", "waiting")) {
            assertThat(column(id, "state")).isEqualTo("done");
            for (String column : List.of("body", "headers", "progress", "code", "reason", "due_at")) {
                assertThat(column(id, column)).as(column).isEqualTo("null");
            }
        }
        assertThat(enter(context, "other", "waiting").getMessage().getHeader(QueueHeaders.DUPLICATE))
                .isEqualTo(true);
        assertThat(column("another", "state")).isEqualTo("waiting");
        assertThat(erase.eraseUndone(having(NUMBER + "1"))).isEqualTo(new EraseEntries.Erased(0, 0));
        assertThat(erase.eraseDead(having(NUMBER + "1"))).isZero();
        assertThat(new DeadLetters(database).list(which(null, NUMBER + "1", null, null, null), null, 1))
                .isEmpty();
    }

    @Test
    void eraseDeletesAnIdThatTellsWhoItIsAbout() throws Exception {
        deadLetter("erased", List.of("told"), "code-a");

        assertThat(new EraseEntries(database).eraseDead(having(NUMBER + "told")))
                .isEqualTo(1);

        assertThat(column("told", "state")).isNull();
    }

    @Test
    void eraseLooksIntoEveryBodyHoweverManyThereAre() throws Exception {
        deadLetter(
                "bodies", IntStream.range(0, 250).mapToObj(i -> "" + (100 + i)).toList(), "code-a");
        EraseEntries.Subject odd = subject(
                kept -> new String(Objects.requireNonNull(kept.body()), StandardCharsets.UTF_8).matches(".*[13579]"));

        assertThat(new EraseEntries(database).eraseDead(odd)).isEqualTo(125);

        assertThat(new DeadLetters(database).count("bodies").dead()).isEqualTo(125);
    }

    @Test
    void eraseLeavesAndTellsWhatIsWorkedOn() throws Exception {
        CamelContext context = context(database);
        send(context, "queue:busy", "", Map.of(QueueHeaders.ID, "1", QueueHeaders.KEYS, NUMBER));
        database.submit(
                        transaction ->
                                new QueueEntries().claim(transaction, "busy", "lease", Duration.ofSeconds(60), 1),
                        Durability.SYNCED)
                .join();

        assertThat(new EraseEntries(database).eraseUndone(having(NUMBER))).isEqualTo(new EraseEntries.Erased(0, 1));
        assertThat(column("1", "state")).isEqualTo("leased");
    }

    @Test
    void whatIsDoneHasNoKeysAndIsForgottenAfterItsTime() throws Exception {
        CamelContext context = consume("queue:keys", exchange -> {});
        send(context, "queue:keys", "", Map.of(QueueHeaders.ID, "1", QueueHeaders.KEYS, NUMBER));
        awaitState("1", "done");

        assertThat(new EraseEntries(database).eraseDead(having(NUMBER))).isZero();
        assertThat(new DeadLetters(database).forgetDone(Instant.EPOCH)).isZero();
        assertThat(new DeadLetters(database).forgetDone(Instant.now().plusSeconds(60)))
                .isEqualTo(1);
        assertThat(column("1", "state")).isNull();
    }

    // --- Two operators at once, of one gateway or of two

    @Test
    void letterThatTwoOperatorsSendOnceMoreIsSentOnce() throws Exception {
        SendOnceMore first = new SendOnceMore(database);
        SendOnceMore second = new SendOnceMore(another());
        second.over.countDown();
        letter("1", "take-order");
        letter("2", "take-order");

        CompletableFuture<DeadLetterCommands.Requeued> sending = CompletableFuture.supplyAsync(first::all, AT_ONCE);
        first.begun.await();
        DeadLetterCommands.Requeued other = CompletableFuture.supplyAsync(second::all, AT_ONCE)
                .whenComplete((requeued, failure) -> first.over.countDown())
                .join();
        DeadLetterCommands.Requeued mine = sending.join();

        List<String> sent = new ArrayList<>(first.taken);
        sent.addAll(second.taken);
        assertThat(sent).containsExactlyInAnyOrder("1", "2");
        assertThat(mine.requeued() + other.requeued()).isEqualTo(2);
        assertThat(other.letters())
                .singleElement()
                .satisfies(left -> assertThat(left.code()).isEqualTo("dead-letter-in-hand"));
        assertThat(new DeadLetters(database).count("routes").dead()).isZero();
    }

    @Test
    void letterInSomebodysHandIsToldFromOneThatIsNotThere() throws Exception {
        SendOnceMore first = new SendOnceMore(database);
        SendOnceMore second = new SendOnceMore(another());
        second.over.countDown();
        letter("1", "take-order");

        CompletableFuture<DeadLetterCommands.Requeued> sending = CompletableFuture.supplyAsync(first::all, AT_ONCE);
        first.begun.await();
        assertThat(refusal(() -> second.one("1"))).isEqualTo("dead-letter-in-hand");
        first.over.countDown();
        assertThat(sending.join().requeued()).isEqualTo(1);

        assertThat(refusal(() -> second.one("1"))).isEqualTo("dead-letter-unknown");
        assertThat(second.taken).isEmpty();
    }

    @Test
    void letterThatFailedAgainIsInNobodysHand() throws Exception {
        SendOnceMore failing = new SendOnceMore(database);
        failing.fail = true;
        failing.over.countDown();
        SendOnceMore second = new SendOnceMore(another());
        second.over.countDown();
        letter("1", "take-order");

        assertThat(failing.all().left()).isEqualTo(1);
        assertThat(second.one("1").requeued()).isEqualTo(1);
    }

    @Test
    void letterOfAKilledGatewayIsSentWhenItsTimeIsOver() throws Exception {
        SendOnceMore second = new SendOnceMore(another());
        second.over.countDown();
        letter("1", "take-order");
        database.writePatiently(transaction -> transaction
                .sql("update queue_entries set lease_id = 'of the dead', lease_until = $now + 60000000")
                .update());

        assertThat(refusal(() -> second.one("1"))).isEqualTo("dead-letter-in-hand");
        database.writePatiently(transaction ->
                transaction.sql("update queue_entries set lease_until = $now").update());
        assertThat(second.one("1").requeued()).isEqualTo(1);
    }

    private void letter(String id, String route) {
        database.writePatiently(transaction -> new QueueEntries()
                .enterDead(
                        transaction,
                        new NewEntry(
                                "routes",
                                id,
                                id.getBytes(StandardCharsets.UTF_8),
                                "{\"mmsRoute\":\"%s\"}".formatted(route),
                                null,
                                Duration.ZERO,
                                List.of()),
                        "code-a",
                        "A sentence."));
    }

    private static String refusal(Runnable command) {
        try {
            command.run();
            return "none";
        } catch (Rejected e) {
            return e.code();
        }
    }

    /** An operator, and the route that takes the letter: it is not done with the first before {@code over}. */
    private final class SendOnceMore {
        final List<String> taken = new CopyOnWriteArrayList<>();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch over = new CountDownLatch(1);
        private final DeadLetterCommands requeue;
        private volatile boolean fail;

        SendOnceMore(Database on) throws Exception {
            CamelContext context = context(on);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:take-order").routeId("take-order").process(SendOnceMore.this::take);
                }
            });
            this.requeue = new DeadLetterCommands(context, on);
        }

        DeadLetterCommands.Requeued all() {
            return requeue.requeue(new DeadLetterCommand(
                    new DeadLetterFilter(null, null, null, null, null, null, null, null), true, false));
        }

        DeadLetterCommands.Requeued one(String id) {
            return requeue.requeue(new DeadLetterCommand(
                    new DeadLetterFilter("routes/" + id, null, null, null, null, null, null, null), false, false));
        }

        private void take(Exchange exchange) throws InterruptedException {
            if (fail) {
                throw new IllegalStateException("again");
            }
            taken.add(text(exchange));
            begun.countDown();
            over.await();
        }
    }

    // --- Retention

    @Test
    void sweepRemovesWhatIsPastItsTimeAndNothingElseAndTellsHowMuch() throws Exception {
        age(450, "done", Duration.ofDays(31));
        age(3, "done", Duration.ofDays(29));
        age(2, "dead", Duration.ofDays(91));
        age(1, "dead", Duration.ofDays(89));
        age(4, "waiting", Duration.ofDays(400));
        MeterRegistry metrics = new SimpleMeterRegistry();

        new SweepQueues(
                        database,
                        new Retention(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                        metrics)
                .sweep();
        assertThat(aged()).containsOnly(entry("done", 453L), entry("dead", 3L), entry("waiting", 4L));
        new SweepQueues(
                        database,
                        new Retention(
                                Optional.of(Duration.ofDays(30)), Optional.empty(), Optional.empty(), Optional.empty()),
                        metrics)
                .sweep();
        assertThat(aged()).containsOnly(entry("done", 3L), entry("dead", 3L), entry("waiting", 4L));
        new SweepQueues(
                        database,
                        new Retention(
                                Optional.empty(), Optional.of(Duration.ofDays(90)), Optional.empty(), Optional.empty()),
                        metrics)
                .sweep();
        assertThat(aged()).containsOnly(entry("done", 3L), entry("dead", 1L), entry("waiting", 4L));

        assertThat(metrics.counter("mms.retention.removed", "kind", "done-event")
                        .count())
                .isEqualTo(450);
        assertThat(metrics.counter("mms.retention.removed", "kind", "dead-letter")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void gatewaysThatSweepAtOnceCountEachRowOnce() throws Exception {
        Database another = another();
        age(2_000, "done", Duration.ofDays(31));
        Retention retention =
                new Retention(Optional.of(Duration.ofDays(30)), Optional.empty(), Optional.empty(), Optional.empty());
        MeterRegistry metrics = new SimpleMeterRegistry();

        IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(
                        new SweepQueues(i % 2 == 0 ? database : another, retention, metrics)::sweep, AT_ONCE))
                .toList()
                .forEach(CompletableFuture::join);
        new SweepQueues(database, retention, metrics).sweep();

        assertThat(aged()).isEmpty();
        assertThat(metrics.counter("mms.retention.removed", "kind", "done-event")
                        .count())
                .isEqualTo(2_000);
    }

    private void age(int count, String state, Duration age) {
        database.writePatiently(transaction -> transaction
                .jdbc()
                .sql("""
                        insert into queue_entries (queue, id, state, attempts, lost_leases, code, reason, entered_at, changed_at)
                        with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < :count)
                        select 'aged', '%s %s ' || n, '%s', 1, 0, 'code-a', 'A sentence.', 0, $now - :age from numbers""".formatted(state, age, state))
                .param("count", count)
                .param("age", TimeUnit.DAYS.toMicros(age.toDays()))
                .update());
    }

    private Map<String, Long> aged() {
        return database.read(jdbc -> jdbc
                .sql("select state, count(*) n from queue_entries where queue = 'aged' group by state")
                .query((row, number) -> entry(row.getString("state"), row.getLong("n")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Test
    void countsTellWhatWaitsAndSinceWhen() throws Exception {
        CamelContext context = context(database);
        Instant due = Instant.parse("2026-01-02T03:04:05Z");
        send(context, "queue:counted", "", headers("1", QueueHeaders.DUE_AT, due));
        enter(context, "counted", "2");

        QueueCounts counts = new DeadLetters(database).count("counted");

        assertThat(counts).isEqualTo(new QueueCounts(2, 0, 0, due));
        assertThat(new DeadLetters(database).count("nothing")).isEqualTo(new QueueCounts(0, 0, 0, null));
    }

    @Test
    void whatLostALeaseWaitsAndIsDueAsTheOthersAre() throws Exception {
        CamelContext context = context(database);
        Instant due = Instant.parse("2026-01-02T03:04:05Z");
        send(context, "queue:counted", "", headers("1", QueueHeaders.DUE_AT, due));
        send(context, "queue:counted", "", headers("2", QueueHeaders.DUE_AT, due.plusSeconds(1)));
        database.writePatiently(transaction -> transaction
                .sql("update queue_entries set state = 'suspect', lost_leases = 1 where id = '1'")
                .update());

        assertThat(new DeadLetters(database).count("counted")).isEqualTo(new QueueCounts(2, 0, 0, due));
    }

    // --- What ends the process

    /** A crash loop would never end; those beside the one that does it are not blamed for it. */
    @Test
    void entryThatEndsTheProcessIsADeadLetterAfterThreeTimesAndItsNeighboursAreDone() throws Exception {
        List<Integer> ends = new ArrayList<>();
        do {
            try (ChildJvm program = new ChildJvm(PoisonProgram.class, List.of(), placeForAnotherProcess())) {
                program.output();
                ends.add(program.exitCode());
            }
        } while (ends.get(ends.size() - 1) != 0 && ends.size() < 6);

        assertThat(ends).containsExactly(9, 9, 9, 0);
        requireEnds();
    }

    /** Arguments of {@link PoisonProgram}. */
    abstract String[] placeForAnotherProcess() throws Exception;

    /** Looks at what that program left. */
    abstract void requireEnds() throws Exception;

    static void requireEnds(Database database) {
        DeadLetters letters = new DeadLetters(database);
        assertThat(letters.list(WhichDeadLetters.all(PoisonProgram.QUEUE), null, 10))
                .extracting(DeadLetter::id, DeadLetter::code)
                .containsExactly(tuple("poison", "process-died"));
        long done = database.read(
                jdbc -> jdbc.sql("select count(*) from queue_entries where queue = :queue and state = 'done'")
                        .param("queue", PoisonProgram.QUEUE)
                        .query(Long.class)
                        .single());
        assertThat(done).isEqualTo(PoisonProgram.OTHERS);
    }

    // --- With many

    @Test
    void whatIsAskedOftenIsLookedUpByAnIndexHoweverMuchThereIs() throws Exception {
        enterMany("'entry ' || n, 'waiting', '{}', 0, 0, n, null, null, n, n", 100_000);
        enterMany("'dead ' || n, 'dead', '{}', 1, 0, null, 'code-' || (n % 200), 'A sentence.', n, n", 20_000);
        enterMany("'done ' || n, 'done', null, 1, 0, null, null, null, n, n", 20_000);
        database.writePatiently(transaction -> transaction.jdbc().sql("""
                insert into queue_keys (key, queue, id)
                select 'key ' || (changed_at / 5), queue, id from queue_entries where state = 'dead' and changed_at < 5000""").update());

        requirePlan(QueueEntries.CLAIM.replace("$state", "waiting"), "queue_due");
        requirePlan(QueueEntries.NEXT_DUE, "queue_due");
        requirePlan(QueueEntries.EXPIRE, "queue_due");
        requirePlan(QueueEntries.SETTLE, "queue_entries_pkey|sqlite_autoindex_queue_entries_1");
        requirePlan(DeadLetters.FORGET.formatted("done"), "queue_done");
        requirePlan(list(WhichDeadLetters.all("many")), "queue_dead");
        requirePlan(list(which(null, null, "code-7", null, null)), "queue_dead_code");
        requirePlan(list(which(null, null, null, Instant.EPOCH, null)), "queue_dead");
        requirePlan(list(which(null, "key 7", null, null, null)), "queue_keys_pkey|sqlite_autoindex_queue_keys_1");

        List<Entry> claimed = database.submit(
                        transaction ->
                                new QueueEntries().claim(transaction, "many", "lease", Duration.ofSeconds(60), 3),
                        Durability.SYNCED)
                .join();
        assertThat(claimed).extracting(Entry::id).containsExactly("entry 1", "entry 2", "entry 3");
    }

    private void enterMany(String values, int count) {
        int part = 5_000; // within the time that a caller waits
        for (int from = 0; from < count; from += part) {
            String sql = """
                    insert into queue_entries (queue, id, state, headers, attempts, lost_leases, due_at, code, reason, entered_at, changed_at)
                    with recursive numbers (n) as (select %s union all select n + 1 from numbers where n < %s)
                    select 'many', %s from numbers""".formatted(from + 1, from + part, values);
            database.writePatiently(transaction -> transaction.jdbc().sql(sql).update());
        }
    }

    private static String list(WhichDeadLetters which) {
        return "select id from queue_entries where %s and (changed_at, id) > (1, '') order by changed_at, id limit 10"
                .formatted(which.condition());
    }

    /** Fails unless the statement, with values filled in, uses one of the indexes and touches few rows. */
    abstract void requirePlan(String sql, String indexes);

    static String filledIn(String sql) {
        Map<String, String> values = Map.ofEntries(
                Map.entry("queue", "'many'"),
                Map.entry("limit", "8"),
                Map.entry("lease", "'lease'"),
                Map.entry("term", "1"),
                Map.entry("most", "3"),
                Map.entry("code", "'code-7'"),
                Map.entry("reason", "''"),
                Map.entry("state", "'done'"),
                Map.entry("delay", "0"),
                Map.entry("progress", "''"),
                Map.entry("uncounted", "0"),
                Map.entry("key0", "'key 7'"),
                Map.entry("since", "5"),
                Map.entry("before", "5"),
                Map.entry("id", "'entry 7'"));
        String filled = sql;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replaceAll(":" + value.getKey() + "\\b", value.getValue());
        }
        return filled;
    }

    // --- Support

    private void deadLetter(String queue, List<String> ids, String code) throws Exception {
        CamelContext context = consume("queue:%s?consumers=4".formatted(queue), exchange -> {
            exchange.getMessage().setHeader(QueueHeaders.KEYS, NUMBER + id(exchange));
            exchange.setVariable(QueueHeaders.PROGRESS, "half");
            throw new Rejected(code, "A sentence.");
        });
        ids.forEach(id -> enter(context, queue, id));
        ids.forEach(id -> awaitState(id, "dead"));
        context.stop();
    }

    private static EraseEntries.Subject having(String key) {
        return subject(kept -> kept.keys().contains(key), key);
    }

    /** An id that is "told" tells. */
    private static EraseEntries.Subject subject(Predicate<EraseEntries.Kept> isAboutIt, String... keys) {
        return new EraseEntries.Subject() {
            @Override
            public Set<String> keys() {
                return Set.of(keys);
            }

            @Override
            public boolean isAboutIt(EraseEntries.Kept kept) {
                return isAboutIt.test(kept);
            }

            @Override
            public boolean isToldBy(String id) {
                return id.equals("told");
            }
        };
    }

    private Instant databaseNow() {
        long micros =
                database.read(jdbc -> jdbc.sql("select $now").query(Long.class).single());
        // SQLite tells milliseconds: what comes before and what comes after are to differ.
        eventually(() ->
                database.read(jdbc -> jdbc.sql("select $now").query(Long.class).single()) > micros + 1_000);
        return QueueEntries.instant(micros + 1_000);
    }

    private static WhichDeadLetters which(
            @Nullable String id,
            @Nullable String key,
            @Nullable String code,
            @Nullable Instant since,
            @Nullable Instant until) {
        return new WhichDeadLetters("which", id, key == null ? List.of() : List.of(key), code, since, until);
    }

    private static List<String> ids(DeadLetters letters, WhichDeadLetters which) {
        return letters.list(which, null, 10).stream().map(DeadLetter::id).toList();
    }
}
