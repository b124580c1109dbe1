package io.mmsroutes.inbound;

import io.mmsroutes.failure.TryLater;

/** Sends a message back into its queue while media are pending. */
public final class RequireNothingPending {
    /**
     * Returns it where it can be delivered.
     *
     * @throws TryLater {@code media-pending}, or {@code host-busy} where nothing was tried, so that this is no failed attempt
     */
    public InboundMessage require(InboundMessage message) {
        if (!message.isPending()) {
            return message;
        }
        if (message.pendingMedia().stream()
                .allMatch(item -> TryLater.HOST_BUSY.equals(item.outcome().code()))) {
            throw TryLater.hostBusy();
        }
        throw new TryLater(
                "media-pending",
                "%s of %s media cannot be had now."
                        .formatted(
                                message.pendingMedia().size(), message.media().size()));
    }
}
