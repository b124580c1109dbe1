package io.mmsroutes.simulator;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** What waits for its time. */
public final class DueQueue<T> {
    private final PriorityBlockingQueue<Due<T>> waiting = new PriorityBlockingQueue<>(
            64, Comparator.<Due<T>, Instant>comparing(Due::at).thenComparing(Due::number));
    private final Clock clock;
    private final int most;
    private final int mostAtOnce;
    private final AtomicLong number = new AtomicLong();

    /**
     * @param most that are kept; more are left out
     * @param mostAtOnce that are taken at a time
     */
    public DueQueue(Clock clock, int most, int mostAtOnce) {
        this.clock = clock;
        this.most = most;
        this.mostAtOnce = mostAtOnce;
    }

    /** Those whose time has come, in order; the rest of them next time when there are many. */
    public List<T> take() {
        Instant now = clock.instant();
        List<T> due = new ArrayList<>();
        while (due.size() < mostAtOnce) {
            Due<T> next = waiting.poll();
            if (next == null) {
                break;
            }
            if (next.at().isAfter(now)) {
                waiting.add(next);
                break;
            }
            due.add(next.what());
        }
        return due;
    }

    synchronized void add(T what, Instant at) {
        if (waiting.size() < most) {
            waiting.add(new Due<>(what, at, number.getAndIncrement()));
        }
    }

    void remove(Predicate<T> which) {
        boolean unused = waiting.removeIf(due -> which.test(due.what()));
    }

    private record Due<T>(T what, Instant at, long number) {}
}
