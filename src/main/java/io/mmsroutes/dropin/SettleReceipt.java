package io.mmsroutes.dropin;

/** Takes a receipt that the host got by its own webhook into the journal, from where it is written into its message. */
public final class SettleReceipt {
    private final Sending sending;

    public SettleReceipt(Sending sending) {
        this.sending = sending;
    }

    /**
     * Throws when it is not in the journal, so that Telnyx is told to come again.
     *
     * @param event the bytes of a {@code message.sent} or {@code message.finalized} whose signature was verified
     */
    public void settle(byte[] event) {
        SendingGateway gateway = sending.gateway();
        gateway.to(gateway.receipts()).withBody(event).request(); // send() would keep a failure to itself
    }
}
