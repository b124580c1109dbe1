package io.mmsroutes.telnyx;

import io.mmsroutes.outbound.Receipt;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code message.sent} or {@code message.finalized}. Our own id is taken from the signed body only: the
 * query of the request is signed by nobody.
 */
public final class ReadReceipt {
    private static final Pattern REF =
            Pattern.compile("[?&]ref=([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})");

    /** @throws Rejected {@code event-unreadable} */
    public Receipt read(byte[] raw) {
        EventJson event = EventJson.readable(raw);
        return new Receipt(
                event.duplicateKey(),
                event.type(),
                // Each member of a group has receipts of its own, which name the message that all were sent.
                event.payloadId("group_message_id").orElse(event.messageId()),
                ref(event),
                event.happenedAt(),
                event.payloadText("type").orElse("").toUpperCase(Locale.ROOT),
                event.recipients(),
                event.errors(),
                event.payload());
    }

    /** As Telnyx names it. */
    public String eventType(Receipt receipt) {
        return receipt.eventType();
    }

    private static @Nullable UUID ref(EventJson event) {
        return event.webhookUrls()
                .map(REF::matcher)
                .filter(Matcher::find)
                .map(found -> UUID.fromString(found.group(1)))
                .findFirst()
                .orElse(null);
    }
}
