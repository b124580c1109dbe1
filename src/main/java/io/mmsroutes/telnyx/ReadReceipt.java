package io.mmsroutes.telnyx;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.JournaledEvent;
import java.util.List;

/** Reads a journalled {@code message.sent} or {@code message.finalized}. */
public final class ReadReceipt {
    /** Throws {@link Rejected} {@code event-unreadable}. */
    public Receipt read(JournaledEvent journaled) {
        EventJson event = EventJson.parse(journaled.raw());
        return new Receipt(event.messageId(), event.type(), event.values("to", "status"));
    }

    /** @param statuses one a recipient, as Telnyx words them; empty where the recipients are plain strings */
    public record Receipt(String messageId, String eventType, List<String> statuses) {}
}
