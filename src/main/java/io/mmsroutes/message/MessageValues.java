package io.mmsroutes.message;

import java.util.List;
import java.util.Map;

/** Plain values of a message, for what routes decide, log and hand on. Camel's own {@code ${body.x}} costs a look at the class each time. */
public final class MessageValues {
    public String id(InboundMessage message) {
        return message.messageId();
    }

    /** Headers of the contract of message sinks: {@code kamelets/README.md}. */
    public void identify(InboundMessage message, Map<String, Object> headers) {
        headers.put("mmsMessageId", message.messageId());
        headers.put("mmsDeliveryId", message.messageId());
    }

    public List<MediaItem> pendingMedia(InboundMessage message) {
        return message.pendingMedia();
    }

    /** There are several to be fetched, so that each has a thread of its own. */
    public boolean hasSeveralPending(InboundMessage message) {
        return message.pendingMedia().size() > 1;
    }

    public boolean isPending(InboundMessage message) {
        return message.isPending();
    }

    public boolean isIncomplete(InboundMessage message) {
        return message.incomplete() > 0;
    }
}
