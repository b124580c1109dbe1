package io.mmsroutes.dropin;

import io.mmsroutes.database.queue.QueueHeaders;
import io.mmsroutes.telnyx.ReadWebhook;

/** Enters a receipt that the host got by its own webhook into its queue, once, from where it is written into its message. */
public final class EnterReceipt {
    private final Sending sending;
    private final ReadWebhook readWebhook = new ReadWebhook();

    public EnterReceipt(Sending sending) {
        this.sending = sending;
    }

    /**
     * Throws when it is not on disk, so that Telnyx is told to come again.
     *
     * @param event the bytes of a {@code message.sent} or {@code message.finalized} whose signature was verified
     */
    public void enter(byte[] event) {
        sending.gateway()
                .to("queue:receipts")
                .withBody(event)
                .withHeader(QueueHeaders.ID, readWebhook.read(event).duplicateKey())
                .request(); // send() would keep a failure to itself
    }
}
