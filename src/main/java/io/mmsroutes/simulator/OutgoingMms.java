package io.mmsroutes.simulator;

import java.util.Collections;
import java.util.List;

/**
 * A message that the simulated Telnyx has received from the phone and is about to announce.
 *
 * @param webhook the event on its way to the gateway
 */
public record OutgoingMms(String eventId, String messageId, MmsOrder order, Webhook webhook) {
    /** The first, and the same again for each duplicate. */
    public List<Webhook> deliveries() {
        return Collections.nCopies(order.duplicates() + 1, webhook);
    }
}
