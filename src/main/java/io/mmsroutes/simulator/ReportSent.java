package io.mmsroutes.simulator;

import java.util.List;

/** Tells whoever pressed "send" what became of it. */
public final class ReportSent {
    /** @param answers status codes of the webhook, in order */
    public SentMms report(OutgoingMms mms, List<Integer> answers) {
        MmsOrder order = mms.order();
        return new SentMms(
                mms.eventId(),
                mms.messageId(),
                order.from(),
                order.media(),
                order.fault().word(),
                List.copyOf(answers));
    }

    /**
     * The answer of {@code POST /simulator/mms}.
     *
     * @param messageId names the folder, {@code mms/{from}/{messageId}} in the store
     * @param webhook what the gateway answered to each delivery
     */
    public record SentMms(
            String eventId, String messageId, String from, List<String> media, String fault, List<Integer> webhook) {}
}
