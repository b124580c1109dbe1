package io.mmsroutes.inbound;

/** Gives up what is still missing when the attempt was the last one. */
public final class ExpirePendingMedia {
    public InboundMessage expire(InboundMessage message) {
        return message.event().last()
                ? message.with(
                        message.pendingMedia().stream().map(MediaItem::givenUp).toList())
                : message;
    }
}
