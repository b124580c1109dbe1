package io.mmsroutes.outbound.preflight;

import io.mmsroutes.media.ProbeAnswer.Seen;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Puts what was seen of each piece of media into the check it belongs to. An aggregation strategy, and so allowed to know
 * Camel's exchange. The result is always the split's own input; what comes too late stays out of it.
 */
public final class GatherSeen implements AggregationStrategy {
    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange item, Exchange input) {
        if (item.getMessage().getBody() instanceof Seen seen) {
            MediaCheck check = input.getMessage().getBody(MediaCheck.class);
            input.getMessage().setBody(check.with(seen));
        }
        return input;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange item) {
        throw new UnsupportedOperationException("only a split can gather what was seen: it passes its input along");
    }
}
