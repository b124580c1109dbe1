package io.mmsroutes.media;

import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts each item of a split back into the message it came from. An aggregation strategy, and so the one class that must
 * know Camel's exchange: the result is always the split's own input, because an item that failed carries a mark that would
 * end its message too.
 */
public final class GatherMedia implements AggregationStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(GatherMedia.class);

    private final FailedMedia failedMedia;

    public GatherMedia(FailedMedia failedMedia) {
        this.failedMedia = failedMedia;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange item, Exchange input) {
        MediaItem outcome = item.getMessage().getBody() instanceof MediaItem ended ? ended : unhandled(item);
        if (outcome != null) {
            InboundMessage message = input.getMessage().getBody(InboundMessage.class);
            input.getMessage().setBody(message.with(List.of(outcome)));
        }
        return input;
    }

    /** Camel leaves the error handling out where a split or a multicast within a store has failed. */
    private @Nullable MediaItem unhandled(Exchange item) {
        MediaItem began = item.getVariable("item", MediaItem.class);
        Exception cause = item.getException();
        if (began == null || cause == null) {
            return null; // it stays as it was: pending
        }
        try {
            MediaItem outcome = failedMedia.record(began, cause, item.getVariable("fetched", FetchedMedia.class));
            LOG.warn(
                    "Media not stored, index={} code={}: a step with steps of its own failed",
                    outcome.index(),
                    outcome.outcome().code());
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange item) {
        throw new UnsupportedOperationException("only a split can gather media: it passes its input along");
    }
}
