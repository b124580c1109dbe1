package io.mmsroutes.inbound;

import io.mmsroutes.failure.TryLater;

/** What the queue is told of a message that a store, a sink or a program failed on with a failure of its own. */
public final class DescribeUndelivered {
    /** Returns TryLater {@code not-delivered}, without the failure's text: it may hold a number, a URL or a key. */
    public TryLater describe(Exception cause) {
        return new TryLater(
                "not-delivered",
                "The message could not be delivered; the last failure was a %s."
                        .formatted(cause.getClass().getSimpleName()));
    }
}
