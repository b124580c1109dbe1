package io.mmsroutes.database.queue;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DueAlarm;
import io.mmsroutes.database.Durability;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.database.Work;
import io.mmsroutes.database.queue.QueueEndpoint.ConsumerOptions;
import io.mmsroutes.failure.RootCause;
import io.mmsroutes.failure.TryLater;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on what is due. It claims as much as it has free workers, whenever a commit, a due time, another gateway, a finished worker or the
 * database's look once a second says so; no thread waits for that.
 */
final class QueueConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {
    private static final Logger LOG = LoggerFactory.getLogger(QueueConsumer.class);
    private static final long TICK_MILLIS = 1_000;
    /** A lease is extended after a third of it, so that two attempts to do so may fail. */
    private static final int EXTENSIONS = 3;

    /** A transaction that hangs is ended by then. */
    private static final int DOUBTFUL_TICKS = 15;

    private static final int MAX_DOUBTFUL = 100;

    private final QueueComponent component;
    private final ConsumerOptions options;
    private final DecideOutcome decideOutcome;
    /** Between two looks for workers that are gone: such a look is a write, and a lease is long. */
    private final long ticksPerLook;

    private final AtomicLong ticks = new AtomicLong();

    /** What was claimed and is not settled yet, by its lease and id. */
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    /** What is done, while the database cannot be told so. */
    private final Map<Held, Outcome> unsettled = new ConcurrentHashMap<>();

    /** Leases of claims that failed, with how often they are still to be given back. */
    private final Map<String, Integer> doubtful = new ConcurrentHashMap<>();

    private final AtomicInteger working = new AtomicInteger();
    /** Signals since the claim that is under way; the first one makes a claim. */
    private final AtomicInteger signals = new AtomicInteger();

    private volatile boolean taking;
    /** Entries that lost a lease are rare, and not looked for at every claim. */
    private volatile boolean mayHaveSuspects = true;

    private volatile @Nullable ExecutorService workers;
    private volatile @Nullable ScheduledFuture<?> tick;
    private volatile @Nullable DueAlarm alarm;
    private volatile @Nullable AutoCloseable listening;

    QueueConsumer(QueueEndpoint endpoint, Processor processor, ConsumerOptions options) {
        super(endpoint, processor);
        this.component = endpoint.getComponent();
        this.options = options;
        this.decideOutcome = new DecideOutcome(options.backoff(), options.giveUpAfter());
        this.ticksPerLook = Math.max(1, options.lease().dividedBy(EXTENSIONS).toMillis() / TICK_MILLIS);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        workers = getEndpoint()
                .getCamelContext()
                .getExecutorServiceManager()
                .newFixedThreadPool(this, "queue-" + options.queue(), options.consumers());
        taking = true;
        listening = database().listen(options.queue(), this::wake);
        DueAlarm first =
                database().whenDue(QueueEntries.UNTIL_DUE, List.of(options.queue(), options.queue()), this::lookForAll);
        alarm = first;
        first.goOffIn(Duration.ZERO, false);
        tick = component.timer().scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doSuspend() {
        taking = false;
    }

    @Override
    protected void doResume() {
        taking = true;
        wake();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    /** What workers have that is not in the route yet, where Camel counts it: while there is any, a stop waits, and gives nothing back. */
    @Override
    public int getPendingExchangesSize() {
        int inRoute = getEndpoint().getCamelContext().getInflightRepository().size(getRouteId());
        return Math.max(0, working.get() - inRoute);
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing more is taken, see doSuspend
    }

    /** Camel has waited for what is under way, as long as it is told to wait. What is left is given back. */
    @Override
    protected void doStop() throws Exception {
        taking = false;
        AutoCloseable signal = listening;
        if (signal != null) {
            signal.close();
        }
        ScheduledFuture<?> ticking = tick;
        if (ticking != null) {
            ticking.cancel(false);
        }
        DueAlarm set = alarm;
        if (set != null) {
            set.close();
        }
        ExecutorService ending = workers;
        if (ending != null) {
            getEndpoint().getCamelContext().getExecutorServiceManager().shutdown(ending);
        }
        giveBack(held.values().stream()
                .filter(one -> !one.settling)
                .map(Held::entry)
                .toList());
        super.doStop();
    }

    private Database database() {
        return component.database();
    }

    private void tick() {
        try {
            unsettled.forEach((one, outcome) -> {
                if (unsettled.remove(one, outcome)) {
                    settle(one, outcome);
                }
            });
            giveBackDoubtful();
            tend();
        } catch (RuntimeException e) {
            LOG.warn("A look at queue {} failed: {}", options.queue(), RootCause.of(e));
        }
    }

    /** Extends the leases of what is in hand, and takes back what is held by workers that are gone. An idle queue costs a look now and then. */
    private void tend() {
        long now = System.nanoTime();
        List<Held> aging = held.isEmpty()
                ? List.of()
                : held.values().stream().filter(one -> one.isAging(now)).toList();
        if (ticks.getAndIncrement() % ticksPerLook != 0 && aging.isEmpty()) {
            return;
        }
        submit(
                transaction -> {
                    List<Held> lost = aging.stream()
                            .filter(one -> !entries().extend(transaction, options.queue(), one.entry, options.lease()))
                            .toList();
                    List<QueueEntries.Lost> expired =
                            entries().expire(transaction, options.queue(), options.maxLostLeases());
                    expired.forEach(one -> tell(
                            transaction,
                            one.id(),
                            one.dead() ? QueueListener.State.DEAD : QueueListener.State.WAITING,
                            QueueEntries.LOST_CODE,
                            "The process ended while it worked on this."));
                    return new Tended(lost, expired);
                },
                Durability.RELAXED,
                (tended, failure) -> {
                    if (tended != null) {
                        aging.forEach(one -> one.extendedAt = now);
                        tended.lost.forEach(this::lose);
                        tended.expired.forEach(this::warn);
                        if (!tended.expired.isEmpty()) {
                            lookForAll();
                        }
                    }
                });
    }

    private void lose(Held one) {
        if (held.remove(one.key()) != null) {
            LOG.warn(
                    "The lease of an entry was lost while it was worked on, queue={} id={}",
                    options.queue(),
                    one.entry.id());
        }
    }

    private void warn(QueueEntries.Lost lost) {
        LOG.warn(
                "A worker was lost, queue={} id={} times={} of={}",
                options.queue(),
                lost.id(),
                lost.leases(),
                options.maxLostLeases());
        if (lost.dead()) {
            LOG.warn("Dead letter, queue={} id={} code={}", options.queue(), lost.id(), QueueEntries.LOST_CODE);
            component.listeners().forEach(listener -> listener.died(options.queue(), QueueEntries.LOST_CODE));
        }
    }

    /** Entries that lost a lease too. */
    private void lookForAll() {
        mayHaveSuspects = true;
        wake();
    }

    private void wake() {
        if (signals.getAndIncrement() == 0) {
            claim();
        }
    }

    private void claim() {
        int seen = signals.get();
        int free = taking && unsettled.isEmpty() ? options.consumers() - working.get() : 0;
        if (free <= 0) {
            finishClaim(seen);
            return;
        }
        boolean suspects = mayHaveSuspects;
        mayHaveSuspects = false;
        String lease = UUID.randomUUID().toString();
        submit(
                transaction -> {
                    List<Entry> all = new ArrayList<>(
                            entries().claim(transaction, options.queue(), lease, options.lease(), free));
                    if (suspects && all.size() < free) {
                        all.addAll(entries().claimSuspect(transaction, options.queue(), lease, options.lease()));
                    }
                    return new Claimed(
                            all,
                            all.size() < free ? entries().nextDue(transaction, options.queue()) : Optional.empty());
                },
                Durability.RELAXED,
                (claimed, failure) -> {
                    try {
                        if (failure != null && doubtful.size() < MAX_DOUBTFUL) {
                            doubtful.put(lease, DOUBTFUL_TICKS);
                        }
                        if (claimed != null) {
                            claimed.entries.forEach(this::begin);
                            claimed.next.ifPresent(next -> wakeIn(next, claimed.entries.isEmpty()));
                        }
                    } finally {
                        finishClaim(seen);
                    }
                });
    }

    private void finishClaim(int seen) {
        if (signals.addAndGet(-seen) > 0) {
            claim();
        }
    }

    private void wakeIn(Duration delay, boolean inVain) {
        DueAlarm set = alarm;
        if (set != null) {
            set.goOffIn(delay, inVain);
        }
    }

    private void begin(Entry entry) {
        Held one = new Held(entry);
        ExecutorService threads = workers;
        if (!taking || threads == null) {
            giveBackLater(one);
            return;
        }
        held.put(one.key(), one);
        working.incrementAndGet();
        try {
            threads.execute(() -> work(one));
        } catch (RejectedExecutionException e) { // the route stopped in between
            working.decrementAndGet();
            giveBackLater(one);
        }
    }

    private void work(Held one) {
        if (!taking) { // the route stopped in between
            working.decrementAndGet();
            giveBackLater(one);
            return;
        }
        Exchange exchange = createExchange(false);
        try {
            fill(exchange, one.entry);
        } catch (RuntimeException e) {
            exchange.setException(e);
            worked(one, exchange);
            return;
        }
        getAsyncProcessor().process(exchange, sync -> worked(one, exchange));
    }

    private void fill(Exchange exchange, Entry entry) {
        Message message = exchange.getMessage();
        message.setBody(entry.body());
        message.setHeaders(EntryHeaders.of(entry.headers()));
        message.setHeader(QueueHeaders.ID, entry.id());
        message.setHeader(QueueHeaders.ATTEMPT, entry.attempts());
        message.setHeader(QueueHeaders.ENTERED_AT, entry.enteredAt().toString());
        message.setHeader(QueueHeaders.LAST_ATTEMPT, isLast(entry));
        if (entry.progress() != null) {
            exchange.setVariable(QueueHeaders.PROGRESS, entry.progress());
        }
    }

    /** As its route is told when it begins; a failure then makes it a dead letter, and before then it never does. */
    private boolean isLast(Entry entry) {
        return entry.age().compareTo(options.giveUpAfter()) >= 0;
    }

    private void worked(Held one, Exchange exchange) {
        Outcome outcome;
        try {
            Throwable said = exchange.getVariable(QueueHeaders.FAILURE, Throwable.class);
            outcome = decideOutcome.decide(
                    said != null ? said : exchange.getException(),
                    exchange.isRollbackOnly() || exchange.isRollbackOnlyLast(),
                    one.entry.attempts(),
                    isLast(one.entry),
                    one.age(),
                    exchange.getVariable(QueueHeaders.PROGRESS, String.class),
                    QueueProducer.keys(exchange.getMessage()));
        } catch (RuntimeException e) { // progress or keys that are no text
            outcome = decideOutcome.decide(
                    e, false, one.entry.attempts(), isLast(one.entry), one.age(), one.entry.progress(), List.of());
        }
        releaseExchange(exchange, false);
        log(one.entry, outcome);
        one.settling = true;
        settle(one, outcome);
        working.decrementAndGet();
        if (one.entry.lostLeases() > 0) {
            mayHaveSuspects = true;
        }
        wake(); // this claim is committed together with that settlement
    }

    private void log(Entry entry, Outcome outcome) {
        String code = String.valueOf(outcome.code());
        switch (outcome.kind()) {
            case DONE -> LOG.debug("Done, queue={} id={}", options.queue(), entry.id());
            case AGAIN -> {
                LOG.info(
                        "Comes back, queue={} id={} attempt={} in={}ms code={}",
                        options.queue(),
                        entry.id(),
                        entry.attempts(),
                        outcome.delay().toMillis(),
                        outcome.code());
                component.listeners().forEach(listener -> listener.cameBack(options.queue(), code));
            }
            case DEAD -> {
                LOG.warn(
                        "Dead letter, queue={} id={} attempt={} code={} reason={}",
                        options.queue(),
                        entry.id(),
                        entry.attempts(),
                        outcome.code(),
                        outcome.reason());
                component.listeners().forEach(listener -> listener.died(options.queue(), code));
            }
        }
    }

    /** What cannot be settled now is settled at a tick, and until then nothing new is claimed. */
    private void settle(Held one, Outcome outcome) {
        submit(
                transaction -> {
                    boolean mine =
                            entries().settle(transaction, options.queue(), one.entry, outcome, options.keepDone());
                    if (mine) {
                        tell(transaction, one.entry.id(), state(outcome.kind()), outcome.code(), outcome.reason());
                    }
                    return mine;
                },
                Durability.SYNCED,
                (mine, failure) -> {
                    if (failure instanceof TryLater && held.containsKey(one.key())) {
                        unsettled.put(one, outcome);
                        return;
                    }
                    if (failure != null && !outcome.isBare()) {
                        LOG.warn(
                                "Settled without progress and reason, queue={} id={}",
                                options.queue(),
                                one.entry.id(),
                                failure);
                        settle(one, outcome.bare());
                        return;
                    }
                    held.remove(one.key());
                    if (!Boolean.TRUE.equals(mine)) {
                        LOG.warn(
                                "What a worker did counts for nothing, its lease was lost, queue={} id={}",
                                options.queue(),
                                one.entry.id());
                    }
                });
    }

    private void tell(
            Transaction transaction,
            String id,
            QueueListener.State state,
            @Nullable String code,
            @Nullable String reason) {
        component
                .listeners()
                .forEach(listener -> listener.settled(transaction, options.queue(), id, state, code, reason));
    }

    private static QueueListener.State state(Outcome.Kind kind) {
        return switch (kind) {
            case DONE -> QueueListener.State.DONE;
            case AGAIN -> QueueListener.State.WAITING;
            case DEAD -> QueueListener.State.DEAD;
        };
    }

    /** Claims that failed may have been made: else their entries would count as lost when the lease ends. */
    private void giveBackDoubtful() {
        List<String> leases = List.copyOf(doubtful.keySet());
        if (!leases.isEmpty()) {
            submit(
                    transaction -> entries().giveBackClaims(transaction, options.queue(), leases),
                    Durability.RELAXED,
                    (back, failure) -> {
                        if (failure == null) {
                            leases.forEach(lease ->
                                    doubtful.computeIfPresent(lease, (same, left) -> left > 1 ? left - 1 : null));
                        }
                    });
        }
    }

    private void giveBackLater(Held one) {
        submit(
                transaction -> entries().giveBack(transaction, options.queue(), one.entry),
                Durability.RELAXED,
                (mine, failure) -> held.remove(one.key()));
    }

    private void giveBack(List<Entry> left) {
        if (left.isEmpty()) {
            return;
        }
        try {
            database().write(transaction -> {
                left.forEach(entry -> entries().giveBack(transaction, options.queue(), entry));
                return true;
            });
        } catch (RuntimeException e) {
            LOG.warn("Leases that end by themselves, queue={}: {}", options.queue(), RootCause.of(e));
        }
        left.forEach(entry -> held.remove(Held.key(entry)));
    }

    private QueueEntries entries() {
        return component.entries();
    }

    /** @param then is called with a result or a failure */
    private <T> void submit(Work<T> work, Durability durability, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        CompletableFuture<T> unused = database().submit(work, durability).whenComplete((result, failure) -> {
            try {
                then.accept(result, failure);
            } catch (RuntimeException e) {
                LOG.error("The consumer of queue {} failed", options.queue(), e);
            }
        });
    }

    private record Claimed(List<Entry> entries, Optional<Duration> next) {}

    private record Tended(List<Held> lost, List<QueueEntries.Lost> expired) {}

    /** One entry in hand. */
    private final class Held {
        private final Entry entry;
        private final long claimedAt = System.nanoTime();
        private volatile long extendedAt = claimedAt;
        private volatile boolean settling;

        Held(Entry entry) {
            this.entry = entry;
        }

        Entry entry() {
            return entry;
        }

        Duration age() {
            return entry.age().plusNanos(System.nanoTime() - claimedAt);
        }

        boolean isAging(long now) {
            return now - extendedAt >= options.lease().toNanos() / EXTENSIONS;
        }

        String key() {
            return key(entry);
        }

        static String key(Entry entry) {
            return entry.lease() + "/" + entry.id();
        }
    }
}
