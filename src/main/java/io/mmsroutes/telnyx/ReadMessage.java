package io.mmsroutes.telnyx;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.StorageKeyTemplate;
import java.util.List;

/** Reads a {@code message.received} into our own words, and what earlier attempts made of it. */
public final class ReadMessage {
    private static final PhoneNumber UNKNOWN = new PhoneNumber("unknown");

    private final StorageKeyTemplate layout;

    public ReadMessage(StorageKeyTemplate layout) {
        this.layout = layout;
    }

    /** @throws Rejected {@code event-unreadable} */
    public InboundMessage read(InboundEvent queued) {
        EventJson event = EventJson.readable(queued.raw());
        List<PhoneNumber> senders = event.parties("from");
        PhoneNumber from = senders.isEmpty() ? UNKNOWN : senders.get(0);
        String messageId = event.messageId();
        List<PhoneNumber> to = event.parties("to");
        MessageKeys keys = layout.keys(from, to, messageId, queued.acceptedAt());
        return new InboundMessage(
                queued,
                event.duplicateKey(),
                messageId,
                event.payloadText("type").orElse("unknown"),
                from,
                to,
                event.parties("cc"),
                event.payloadText("subject").orElse(null),
                event.messageText(),
                event.occurredAt(),
                event.receivedAt(),
                event.notes(),
                keys,
                InboundMessage.items(event.media(), keys, queued.progress()));
    }
}
