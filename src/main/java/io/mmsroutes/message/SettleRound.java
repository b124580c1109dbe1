package io.mmsroutes.message;

/** Gives up what is still missing when the attempt was the last one. */
public final class SettleRound {
    public InboundMessage settle(InboundMessage message) {
        return message.event().last()
                ? message.with(
                        message.pendingMedia().stream().map(MediaItem::givenUp).toList())
                : message;
    }
}
