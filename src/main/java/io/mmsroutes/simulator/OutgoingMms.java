package io.mmsroutes.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * A message that the simulated Telnyx has received from the phone and is about to announce.
 *
 * @param json the event, exactly as it is signed and posted
 */
public record OutgoingMms(String eventId, String messageId, MmsOrder order, String json) {
    /** The body of each webhook: the first, and the same again for each duplicate. */
    public List<byte[]> deliveries() {
        return Collections.nCopies(order.duplicates() + 1, json.getBytes(StandardCharsets.UTF_8));
    }
}
