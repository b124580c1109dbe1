package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.RateLimits;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.SendState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;

/**
 * Takes what is due out of the database: for each sender whose turn it is the first that waits, as far as the account's rate
 * and free threads allow. The slot moves and the message becomes {@code submitting} in one commit, before anything is sent.
 * An account's row is the lock that all gateways share, so that they keep one rate together; each account is claimed for by itself.
 */
public final class ClaimDue {
    /** What a gateway that was held up makes up for, so that the rate holds on average; what is more is gone. */
    private static final Duration MADE_UP_FOR = Duration.ofSeconds(1);

    /**
     * Nearer to its {@code send_at} than this Telnyx takes no message, 5 minutes by "Schedule a message": one that waited so long here
     * is kept until then, and sent at once. With some time for the call.
     */
    private static final Duration SOONEST = Duration.ofMinutes(5).plusSeconds(30);

    private final Database database;
    private final RateLimits rate;
    private final ThreadPoolExecutor pool;
    private final Duration round;
    private final Duration longestCall;
    /** Claims that the database did not confirm in time. */
    private final Set<Claimed> inDoubt = ConcurrentHashMap.newKeySet();

    /**
     * @param pool where calls are made
     * @param round {@code mms.send.poll-interval}
     */
    public ClaimDue(Database database, RateLimits rate, ThreadPoolExecutor pool, Duration round, SendTimes times) {
        this.database = database;
        this.rate = rate;
        this.pool = pool;
        this.round = round;
        this.longestCall = times.longestCall();
    }

    public List<Claimed> claim() {
        int free = pool.getMaximumPoolSize() - pool.getActiveCount();
        if (free <= 0
                || (inDoubt.isEmpty()
                        && database.<Boolean>read(jdbc -> RateLimitSlots.accountsInTurn(jdbc, Row.now(jdbc))
                                .isEmpty()))) {
            return List.of(); // without a commit
        }
        List<Claimed> lost = List.copyOf(inDoubt);
        List<Claimed> claimed = new CopyOnWriteArrayList<>();
        try {
            int unused = database.writePatiently(transaction -> {
                giveBack(transaction, lost);
                claimed.addAll(claim(transaction, free));
                return claimed.size();
            });
        } catch (TryLater e) {
            inDoubt.addAll(claimed); // it may still be committed, and then nobody would call for them
            throw e;
        }
        inDoubt.removeAll(lost);
        return claimed;
    }

    private static void giveBack(Transaction transaction, List<Claimed> claims) {
        // Behind the claim itself, where that is still under way.
        claims.stream()
                .map(Claimed::account)
                .distinct()
                .sorted()
                .forEach(account -> RateLimitSlots.holdAccount(transaction, account));
        for (Claimed claim : claims) {
            if (OutboundMessages.attempts(transaction, claim.id()) == claim.attempts()) {
                OutboundMessages.move(transaction, claim.id(), SendState.QUEUED, null, null);
            }
        }
    }

    private List<Claimed> claim(Transaction transaction, int free) {
        Instant now = Row.now(transaction.jdbc());
        List<Claimed> claimed = new ArrayList<>();
        for (String account : RateLimitSlots.accountsInTurn(transaction.jdbc(), now)) {
            claimed.addAll(claim(transaction, account, now, free - claimed.size()));
        }
        return claimed;
    }

    private List<Claimed> claim(Transaction transaction, String name, Instant now, int free) {
        Optional<RateLimitSlots.Slot> account =
                free <= 0 ? Optional.empty() : RateLimitSlots.lockAccount(transaction, name);
        if (account.isEmpty() || account.get().nextSlot().isAfter(now)) {
            return List.of(); // another gateway is at it, or the account has to wait
        }
        return account.get().isHeld()
                ? tryOne(transaction, account.get(), now)
                : claim(transaction, account.get(), now, free);
    }

    /** Of an account that is held, one message; the next one when its outcome is known, or can be no more. */
    private List<Claimed> tryOne(Transaction transaction, RateLimitSlots.Slot account, Instant now) {
        for (RateLimitSlots.Slot slot : RateLimitSlots.inTurn(transaction.jdbc(), account.account(), now)) {
            Optional<Waiting> head = head(transaction, slot, now, account.inDoubt());
            if (head.isPresent() && submit(transaction, head.get(), later(now, account, slot))) {
                RateLimitSlots.move(
                        transaction,
                        slot.account(),
                        slot.sender(),
                        slotAfter(slot, rate.interval(slot.sender()), head.get(), now));
                RateLimitSlots.move(transaction, slot.account(), RateLimitSlots.ACCOUNT, now.plus(longestCall));
                return List.of(head.get().message());
            }
        }
        return List.of();
    }

    private List<Claimed> claim(Transaction transaction, RateLimitSlots.Slot account, Instant now, int free) {
        List<Claimed> claimed = new ArrayList<>();
        Map<String, Integer> turns = new HashMap<>();
        Map<String, Instant> shared = RateLimitSlots.shared(transaction, account.account());
        Map<String, Instant> moved = new HashMap<>();
        Instant accountSlot = account.nextSlot();
        int before = -1;
        while (claimed.size() > before) {
            before = claimed.size();
            for (RateLimitSlots.Slot slot : RateLimitSlots.inTurn(transaction.jdbc(), account.account(), now)) {
                if (claimed.size() == free || accountSlot.isAfter(now)) {
                    break;
                }
                Optional<Waiting> head = head(transaction, slot, now, false);
                if (head.isEmpty()) {
                    continue;
                }
                SendRequest request = head.get().message().request();
                List<String> profiles =
                        rate.goesByProfile() ? OwnNumbers.profiles(transaction.jdbc(), request) : List.of();
                List<RateLimits.Shared> shares = rate.shared(request, profiles);
                Duration interval = rate.interval(request, profiles);
                if (mayTakeATurn(slot, interval, turns)
                        && shares.stream()
                                .noneMatch(one -> shared.getOrDefault(one.slot(), Instant.EPOCH)
                                        .isAfter(now))
                        && !hasItsShare(transaction, slot)
                        && submit(transaction, head.get(), later(now, slot))) {
                    RateLimitSlots.move(
                            transaction, slot.account(), slot.sender(), slotAfter(slot, interval, head.get(), now));
                    for (RateLimits.Shared one : shares) {
                        Instant next =
                                after(shared.getOrDefault(one.slot(), Instant.EPOCH), one.interval(), head.get(), now);
                        shared.put(one.slot(), next);
                        moved.put(one.slot(), next);
                    }
                    if (account.isAdapted(now)) {
                        accountSlot = after(accountSlot, account.adapted(), head.get(), now);
                    }
                    turns.merge(slot.sender(), 1, Integer::sum);
                    claimed.add(head.get().message());
                }
            }
        }
        moved.forEach((name, slot) -> RateLimitSlots.moveShared(transaction, account.account(), name, slot));
        RateLimitSlots.move(transaction, account.account(), RateLimitSlots.ACCOUNT, accountSlot);
        return claimed;
    }

    /** One a round, so that two of a sender do not race on two threads; more for one that is faster than the rounds are. */
    private boolean mayTakeATurn(RateLimitSlots.Slot slot, Duration interval, Map<String, Integer> turns) {
        long inOneRound = round.toNanos() / Math.max(1, interval.toNanos());
        return turns.getOrDefault(slot.sender(), 0) < (slot.isHeld() ? 1 : Math.max(1, inOneRound));
    }

    private Instant slotAfter(RateLimitSlots.Slot slot, Duration interval, Waiting head, Instant now) {
        return slot.isHeld() ? now.plus(longestCall) : after(slot.nextSlot(), interval, head, now);
    }

    /**
     * A slot that nobody waited for is gone, so that no burst follows a rest; one that somebody waited for is used late. A
     * group counts once for each member, as Telnyx counts it.
     */
    private static Instant after(Instant slot, Duration interval, Waiting head, Instant now) {
        Instant used = Stream.of(slot, head.since(), now.minus(MADE_UP_FOR))
                .max(Instant::compareTo)
                .orElse(now);
        return used.plus(interval.multipliedBy(head.message().request().to().size()));
    }

    /**
     * The first that waits, if it is ready: one whose media are still looked at keeps its place.
     *
     * @param inDoubt the one that was not called for longest instead: the first may be refused for itself
     */
    private static Optional<Waiting> head(
            Transaction transaction, RateLimitSlots.Slot slot, Instant now, boolean inDoubt) {
        String order = inDoubt ? "case when submitted_at is null then 0 else 1 end, submitted_at, " : "";
        return transaction
                .sql("""
                select id, kind, request, send_before, attempts, created_at from outbound_messages queued
                where sender = :sender and account = :account and state = 'queued' and (send_before is null or send_before > :now)
                    and (send_at is null or send_at <= :now or send_at > :soonest)
                    and not exists (
                        select 1 from outbound_messages earlier
                        where earlier.sender = :sender and earlier.account = :account and earlier.state = 'preparing'
                            and (earlier.priority < queued.priority
                                or (earlier.priority = queued.priority and earlier.position < queued.position)))
                order by %s priority, position limit 1""".formatted(order))
                .param("sender", slot.sender())
                .param("account", slot.account())
                .param("now", Row.time(now))
                .param("soonest", Row.time(now.plus(SOONEST)))
                .query((row, number) -> new Waiting(
                        new Claimed(Row.id(row), Row.request(row), row.getInt("attempts") + 1, slot.account()),
                        Row.instant(row.getLong("created_at"))))
                .optional();
    }

    /** A quarter of the threads: a number that Telnyx is slow for does not keep the others waiting. */
    private boolean hasItsShare(Transaction transaction, RateLimitSlots.Slot slot) {
        long underWay = transaction
                .sql("""
                select count(*) from outbound_messages
                where sender = :sender and account = :account and state = 'submitting'""")
                .param("sender", slot.sender())
                .param("account", slot.account())
                .query(Long.class)
                .single();
        return underWay >= Math.max(1, pool.getMaximumPoolSize() / 4);
    }

    /** After the holds that it is tried in spite of began, however coarse the clock is. */
    private static Instant later(Instant now, RateLimitSlots.Slot... slots) {
        return Stream.of(slots)
                .map(RateLimitSlots.Slot::heldSince)
                .filter(Objects::nonNull)
                .map(since -> since.plus(1, ChronoUnit.MICROS))
                .reduce(now, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** False where a receipt of an earlier call came in between: Telnyx has it. */
    private static boolean submit(Transaction transaction, Waiting head, Instant now) {
        if (!OutboundMessages.move(transaction, head.message().id(), SendState.SUBMITTING, null, null)) {
            return false;
        }
        transaction
                .sql("update outbound_messages set submitted_at = :now, attempts = attempts + 1 where id = :id")
                .param("now", Row.time(now))
                .param("id", head.message().id().toString())
                .update();
        return true;
    }

    private record Waiting(Claimed message, Instant since) {}

    /**
     * A message that this gateway, and no other, works on now.
     *
     * @param attempts calls to Telnyx, this one included
     * @param account that it is sent from
     */
    public record Claimed(UUID id, SendRequest request, int attempts, String account) {}
}
