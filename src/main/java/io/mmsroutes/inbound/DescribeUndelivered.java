package io.mmsroutes.inbound;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.TryLater;

/** What the queue is told of a message that could not be delivered. */
public final class DescribeUndelivered {
    /**
     * Returns a failure of ours as it is; for one of a store's, a sink's or the program's own TryLater {@code not-delivered},
     * without its text: that may hold a number, a URL or a key.
     */
    public Failure describe(Exception cause) {
        return Failure.in(cause)
                .orElseGet(() -> new TryLater(
                        "not-delivered",
                        "The message could not be delivered; the last failure was a %s."
                                .formatted(cause.getClass().getSimpleName())));
    }
}
