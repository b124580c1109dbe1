package io.mmsroutes.sending;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one recipient. Receipts come in any order, so the furthest one counts: a last word before any other, then
 * the step on the way, then the time.
 *
 * @param word as Telnyx writes it, such as {@code delivered}; words nobody knows are kept and never count as a failure
 * @param isFinal {@code message.finalized} said it
 * @param at when it happened; null where it was not said
 */
public record DeliveryStatus(
        String word, boolean isFinal, @Nullable Instant at) {
    /** developers.telnyx.com, API reference, OutboundMessagePayload {@code to[].status}. */
    private static final List<String> ON_THE_WAY = List.of("queued", "scheduled", "sending", "sent");

    private static final Comparator<DeliveryStatus> FURTHEST = Comparator.comparing(DeliveryStatus::isFinal)
            .thenComparing(DeliveryStatus::step)
            .thenComparing(DeliveryStatus::at, Comparator.nullsFirst(Comparator.naturalOrder()))
            // Two last words of the same moment: any rule will do that does not depend on who came first.
            .thenComparing(DeliveryStatus::word);

    public DeliveryStatus furthest(DeliveryStatus other) {
        return FURTHEST.compare(other, this) > 0 ? other : this;
    }

    private int step() {
        if (isFinal) {
            return 0;
        }
        int known = ON_THE_WAY.indexOf(word);
        return known < 0 ? ON_THE_WAY.size() : known;
    }
}
