package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.failure.Rejected;
import java.util.UUID;

/** Makes the event that Telnyx would post. */
public final class ComposeReceipt {
    private final TakenMessages messages;
    private final MessageJson messageJson;

    public ComposeReceipt(TakenMessages messages, MessageJson messageJson) {
        this.messages = messages;
        this.messageJson = messageJson;
    }

    /** Throws {@link Rejected} {@code message-forgotten}. */
    public Webhook compose(Receipt receipt) {
        TakenMessage message = messages.find(receipt.messageId())
                .orElseThrow(() -> new Rejected("message-forgotten", "The simulator keeps the newest messages only."));
        return new Webhook(
                messageJson.webhookUrl(message),
                messageJson.event(message, receipt, eventId(receipt)).toString());
    }

    /** The same for each attempt, and after a restart. */
    private static String eventId(Receipt receipt) {
        return UUID.nameUUIDFromBytes("%s %s %s"
                        .formatted(receipt.messageId(), receipt.event(), receipt.recipient())
                        .getBytes(UTF_8))
                .toString();
    }
}
