package io.mmsroutes.inbound;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Plain values of a message, for what routes decide, log and hand on. Camel's own {@code ${body.x}} costs a look at the class each time. */
public final class MessageValues {
    /** In front of a sender, among the keys of its message in the queue. */
    public static final String SENDER = "from:";

    private static final int MAX_PARTIES = 100;

    /** What a dead letter of it is looked up by. */
    public List<String> keys(InboundMessage message) {
        return Stream.concat(
                        Stream.of(
                                message.messageId(),
                                SENDER + message.from().value(),
                                message.from().value()),
                        Stream.concat(message.to().stream(), message.cc().stream())
                                .map(PhoneNumber::value)
                                .limit(MAX_PARTIES))
                .toList();
    }

    /** What an attempt reached, for the next one: text of {@link Progress}. */
    public String progress(InboundMessage message) {
        return message.event().progress().with(message).toText();
    }

    public String id(InboundMessage message) {
        return message.messageId();
    }

    /** Headers of the contract of message sinks: {@code docs/kamelets.md}. */
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
}
