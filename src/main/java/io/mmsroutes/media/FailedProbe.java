package io.mmsroutes.media;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.media.ProbeAnswer.Seen;

/** Turns whatever went wrong with looking at one piece of media into what there is to know of it. */
public final class FailedProbe {
    public Seen record(OutboundMedia media, Exception cause) {
        if (!(cause instanceof Failure failure)) {
            return Seen.unreachable(
                    media.index(),
                    "It could not be asked for: %s.".formatted(cause.getClass().getSimpleName()));
        }
        return Seen.unreachable(
                media.index(),
                "fetch-timeout".equals(failure.code())
                        ? "The host does not answer within mms.send.preflight-timeout."
                        : failure.sentence());
    }
}
