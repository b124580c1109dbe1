package io.mmsroutes.simulator;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;

/** Receipts that wait for their time. */
public final class DueReceipts {
    /** More are not kept: whoever never answers gets no more. */
    private static final int MOST = 500_000;

    private static final int MOST_AT_ONCE = 100;

    private final PriorityBlockingQueue<Receipt> waiting =
            new PriorityBlockingQueue<>(1024, Comparator.comparing(Receipt::dueAt));
    private final Clock clock;

    public DueReceipts(Clock clock) {
        this.clock = clock;
    }

    /** Those whose time has come, in order; the rest of them next time when there are many. */
    public List<Receipt> take() {
        Instant now = clock.instant();
        List<Receipt> due = new ArrayList<>();
        for (Receipt next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.dueAt().isAfter(now)) {
                waiting.add(next);
                break;
            }
            due.add(next);
            if (due.size() == MOST_AT_ONCE) {
                break;
            }
        }
        return due;
    }

    void add(Receipt receipt) {
        if (waiting.size() < MOST) {
            waiting.add(receipt);
        }
    }
}
