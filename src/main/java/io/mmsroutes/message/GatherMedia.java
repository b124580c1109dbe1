package io.mmsroutes.message;

import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Puts each item of a split back into the message it came from. An aggregation strategy, and so the one class that must
 * know Camel's exchange: the result is always the split's own input, because an item that failed carries a mark that would
 * end its message too.
 */
public final class GatherMedia implements AggregationStrategy {
    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange item, Exchange input) {
        // An item that did not even end as a failed one stays as it was: pending.
        if (item.getMessage().getBody() instanceof MediaItem outcome) {
            InboundMessage message = input.getMessage().getBody(InboundMessage.class);
            input.getMessage().setBody(message.with(List.of(outcome)));
        }
        return input;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange item) {
        throw new UnsupportedOperationException("only a split can gather media: it passes its input along");
    }
}
