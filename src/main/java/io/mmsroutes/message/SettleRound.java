package io.mmsroutes.message;

import io.mmsroutes.message.MediaOutcome.State;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Ends one round of fetching: a message that had its time gives up what is still missing. */
public final class SettleRound {
    private final Duration giveUpAfter;
    private final Clock clock;

    /** @param giveUpAfter counted from the first acknowledgement, or from the last replay */
    public SettleRound(Duration giveUpAfter, Clock clock) {
        this.giveUpAfter = giveUpAfter;
        this.clock = clock;
    }

    public InboundMessage settle(InboundMessage message) {
        boolean timeIsUp = message.event().progress().since().plus(giveUpAfter).isBefore(clock.instant());
        return timeIsUp ? message.with(givenUp(message.pendingMedia())) : message;
    }

    private static List<MediaItem> givenUp(List<MediaItem> pending) {
        return pending.stream()
                .map(item -> item.with(item.outcome().in(State.UNAVAILABLE)))
                .toList();
    }
}
