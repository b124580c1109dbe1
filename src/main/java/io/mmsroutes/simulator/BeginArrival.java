package io.mmsroutes.simulator;

import io.mmsroutes.failure.Rejected;

/** Finds what comes to the phone. */
public final class BeginArrival {
    private final TakenMessages messages;

    public BeginArrival(TakenMessages messages) {
        this.messages = messages;
    }

    /** Throws {@link Rejected} {@code message-forgotten}. */
    public Arrival begin(String id) {
        return messages.find(id)
                .map(Arrival::of)
                .orElseThrow(() -> new Rejected("message-forgotten", "The simulator keeps the newest messages only."));
    }
}
