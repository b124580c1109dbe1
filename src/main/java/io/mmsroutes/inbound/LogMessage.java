package io.mmsroutes.inbound;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.TryLater;
import org.jspecify.annotations.Nullable;
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

    /** A message or a status event in {@code message-sink-log-sink}: by its id alone, for phone numbers do not belong into a log. */
    public void sunk(@Nullable String messageId, String json) {
        LOG.info("Delivered to message-sink-log-sink, messageId={} bytes={}", messageId, json.length());
    }

    /** What keeps a message waiting; what makes it a dead letter, the queue logs. */
    public void failed(@Nullable InboundMessage message, Exception cause) {
        String id = message == null ? "" : message.messageId();
        Failure failure = Failure.in(cause).orElse(null);
        if (failure == null) {
            LOG.warn(
                    "Message not delivered now, messageId={}: {}",
                    id,
                    cause.getClass().getSimpleName());
        } else if (failure instanceof TryLater) {
            LOG.info("Message waits, messageId={} code={}", id, failure.code());
        }
    }

    /** A step that is left out, in a route that goes on. */
    public void notDone(InboundMessage message, String route, Exception cause) {
        if (route.equals("conclude-delivery")) {
            LOG.error(
                    "Not done after delivery, messageId={} cause={}",
                    message.messageId(),
                    cause.getClass().getSimpleName());
        } else {
            LOG.warn(
                    "Stored media not noted now, messageId={}: {}",
                    message.messageId(),
                    cause.getClass().getSimpleName());
        }
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
