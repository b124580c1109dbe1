package io.mmsroutes.simulator;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;

/** Messages that are on their way to a phone. One that ends badly never comes there. */
public final class DueArrivals {
    /** More are not kept: the phone is for looking at. */
    private static final int MOST = 10_000;

    private static final int MOST_AT_ONCE = 20;

    private final PriorityBlockingQueue<Due> waiting = new PriorityBlockingQueue<>(64, Comparator.comparing(Due::at));
    private final Clock clock;

    public DueArrivals(Clock clock) {
        this.clock = clock;
    }

    /** Ids of those whose time has come, in order; the rest of them next time when there are many. */
    public List<String> take() {
        Instant now = clock.instant();
        List<String> due = new ArrayList<>();
        for (Due next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.at().isAfter(now)) {
                waiting.add(next);
                break;
            }
            due.add(next.id());
            if (due.size() == MOST_AT_ONCE) {
                break;
            }
        }
        return due;
    }

    void add(TakenMessage message) {
        if (message.ending() == Ending.DELIVERED && waiting.size() < MOST) {
            waiting.add(new Due(message.id(), message.sentAt()));
        }
    }

    private record Due(String id, Instant at) {}
}
