package io.mmsroutes.outbound;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one recipient. Receipts come in any order, so the furthest one counts: a last word before any other, then
 * the step on the way, then the time. Of two last words the later one wins, whichever it is: a carrier takes an MMS
 * ({@code delivered}) and may report later that the phone did not, and the other way round; developers.telnyx.com says to order
 * by {@code occurred_at}.
 *
 * @param word as Telnyx writes it, such as {@code delivered}; words nobody knows are kept and never count as a failure
 * @param isFinal {@code message.finalized} said it
 * @param at when it happened; null where it was not said
 */
public record DeliveryStatus(
        String word, boolean isFinal, @Nullable Instant at) {
    public static final String DELIVERED = "delivered";

    /** developers.telnyx.com, API reference, OutboundMessagePayload {@code to[].status}. */
    private static final List<String> ON_THE_WAY = List.of("queued", "scheduled", "sending", "sent");

    /** The last words of the same page, and of those about cancelled, group and inbound messages. */
    private static final Set<String> LAST = Set.of(
            DELIVERED,
            "sending_failed",
            "delivery_failed",
            "delivery_unconfirmed",
            "expired",
            "cancelled",
            "unknown",
            "received",
            "webhook_delivered",
            "read");

    private static final int MAX_WORD = 100;

    private static final Comparator<DeliveryStatus> FURTHEST = Comparator.comparing(DeliveryStatus::isFinal)
            .thenComparing(DeliveryStatus::step)
            .thenComparing(DeliveryStatus::at, Comparator.nullsFirst(Comparator.naturalOrder()))
            // Two last words of the same moment: a rule that does not depend on who came first.
            .thenComparing(status -> status.word().equals(DELIVERED))
            .thenComparing(DeliveryStatus::word);

    /** Whether Telnyx says no more after it. */
    public static boolean isFinalWord(@Nullable String status) {
        return status != null && LAST.contains(canonical(status));
    }

    /** Telnyx's own spelling of a word that it is known to use; any other as it is written, without what cannot be seen. */
    public static String canonical(String word) {
        String seen = word.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
        String plain = seen.toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
        if (LAST.contains(plain) || ON_THE_WAY.contains(plain)) {
            return plain;
        }
        return seen.length() <= MAX_WORD ? seen : seen.substring(0, MAX_WORD);
    }

    /**
     * What {@code message.finalized} says of one recipient. Of a group's member only a final status is final: the event shows all
     * participants, and may mean another one. Of the only recipient a status of the way says nothing, and the errors decide.
     *
     * @param word canonical; null where there is none
     * @param ofGroup the message went to several
     * @param alone the event names nobody else
     */
    public static DeliveryStatus last(
            @Nullable String word, boolean ofGroup, boolean alone, boolean hasErrors, @Nullable Instant at) {
        if (word != null && (ofGroup ? LAST.contains(word) : !ON_THE_WAY.contains(word))) {
            return new DeliveryStatus(word, true, at);
        }
        if (ofGroup && !(alone && hasErrors)) {
            return new DeliveryStatus(word == null ? ON_THE_WAY.get(0) : word, false, at);
        }
        if (hasErrors) {
            return new DeliveryStatus("delivery_failed", true, at);
        }
        return new DeliveryStatus("sent".equals(word) ? "sent" : "delivery_unconfirmed", true, at);
    }

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
