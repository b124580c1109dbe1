package io.mmsroutes.message;

import java.util.List;

/** Plain values of a message, for what routes decide, log and hand on. Camel's own {@code ${body.x}} costs a look at the class each time. */
public final class MessageValues {
    public String id(InboundMessage message) {
        return message.messageId();
    }

    /** For the log, when work on it begins. */
    public String begun(InboundMessage message) {
        return "messageId=%s from=%s media=%s missing=%s"
                .formatted(
                        message.messageId(),
                        message.from().masked(),
                        message.media().size(),
                        message.pendingMedia().size());
    }

    /** For the log, when it is delivered. */
    public String ended(InboundMessage message) {
        return "messageId=%s from=%s stored=%s unavailable=%s"
                .formatted(message.messageId(), message.from().masked(), message.stored(), message.unavailable());
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
