package io.mmsroutes.simulator;

import io.mmsroutes.failure.Problem;
import org.jspecify.annotations.Nullable;

/** How a message ends. 40008 and 40317 stand in Telnyx's page "Messaging error codes", 42203 in "Send your first message". */
enum Ending {
    DELIVERED("delivered", "delivered"),
    UNDELIVERABLE("delivery_failed", "failed"),
    MEDIA_UNREACHABLE("sending_failed", "gw_reject"),
    MEDIA_TOO_LARGE("sending_failed", "gw_reject");

    private final String status;
    private final String recordStatus;

    Ending(String status, String recordStatus) {
        this.status = status;
        this.recordStatus = recordStatus;
    }

    /** Of a recipient, as it stands in {@code to[].status}. */
    String status() {
        return status;
    }

    /** As it stands in a detail record, which has words of its own. */
    String recordStatus() {
        return recordStatus;
    }

    @Nullable
    Problem problem() {
        return switch (this) {
            case DELIVERED -> null;
            case UNDELIVERABLE ->
                new Problem("40008", "Undeliverable", "The carrier of the recipient did not take the message.", "/to");
            case MEDIA_UNREACHABLE ->
                new Problem("42203", "Invalid media URL", "The media could not be fetched.", "/media_urls");
            case MEDIA_TOO_LARGE ->
                new Problem("40317", "Invalid MMS content", "The media are 1 MB or more.", "/media_urls");
        };
    }

    boolean isSent() {
        return this == DELIVERED || this == UNDELIVERABLE;
    }

    static Ending of(SendFault fault, ReceiptOrder receipts) {
        return switch (fault) {
            case MEDIA_UNREACHABLE -> MEDIA_UNREACHABLE;
            case MEDIA_TOO_LARGE -> MEDIA_TOO_LARGE;
            default -> receipts == ReceiptOrder.FAILED ? UNDELIVERABLE : DELIVERED;
        };
    }
}
