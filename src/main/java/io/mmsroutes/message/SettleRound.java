package io.mmsroutes.message;

import java.time.Clock;
import java.time.Duration;

/**
 * Ends one round of fetching: a message that had its time gives up what is still missing. Bytes that came and were not what was
 * declared get one round more, which takes them as they are.
 */
public final class SettleRound {
    private final Duration giveUpAfter;
    private final Clock clock;

    /** @param giveUpAfter counted from the first acknowledgement, or from the last replay */
    public SettleRound(Duration giveUpAfter, Clock clock) {
        this.giveUpAfter = giveUpAfter;
        this.clock = clock;
    }

    public InboundMessage settle(InboundMessage message) {
        if (!message.hadItsTime(giveUpAfter, clock.instant())) {
            return message;
        }
        boolean last = message.event().progress().last();
        return message.with(message.pendingMedia().stream()
                .filter(item -> last || !item.hasOnlyWrongBytes())
                .map(MediaItem::givenUp)
                .toList());
    }
}
