package io.mmsroutes.simulator;

import java.time.Clock;

/** Decides whether a receipt that was posted is posted again: three times more, while the answer is not 200. */
public final class RepeatReceipt {
    private final DueReceipts receipts;
    private final Delivered delivered;
    private final Clock clock;

    public RepeatReceipt(DueReceipts receipts, Delivered delivered, Clock clock) {
        this.receipts = receipts;
        this.delivered = delivered;
        this.clock = clock;
    }

    /** @param status of the answer; 0 where there was none */
    public void decide(Receipt receipt, int status) {
        if (status != 200 && !receipt.isLastAttempt()) {
            receipts.add(receipt.again(clock.instant()));
        } else {
            delivered.add(receipt);
        }
    }
}
