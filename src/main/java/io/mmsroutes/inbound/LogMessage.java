package io.mmsroutes.inbound;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log how far a message is. */
public final class LogMessage {
    private static final Logger LOG = LoggerFactory.getLogger(LogMessage.class);

    public void begun(InboundMessage message) {
        LOG.info(
                "Collecting message, messageId={} from={} media={} missing={}",
                message.messageId(),
                message.from().masked(),
                message.media().size(),
                message.pendingMedia().size());
    }

    public void ended(InboundMessage message) {
        LOG.info(
                "Delivered message, messageId={} from={} stored={} unavailable={}",
                message.messageId(),
                message.from().masked(),
                message.stored(),
                message.unavailable());
    }
}
