package io.mmsroutes.outbound;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a message to send stands. What may follow what is the table at the end; {@code docs/sending.md} draws it. */
public enum SendState {
    /** Its media have not been looked at yet. */
    PREPARING,
    /** Waits for its turn. */
    QUEUED,
    /** Somebody is calling Telnyx, or died while doing so. */
    SUBMITTING,
    /** Telnyx has it. */
    ACCEPTED,
    /** Every recipient has a last word. */
    FINALIZED,
    /** Telnyx has it, and said no last word in time. */
    UNCONFIRMED,
    /** The answer was lost: Telnyx may have it. */
    UNKNOWN,
    /** Was unknown for too long, and waits for a person. */
    PARKED,
    /** Was unknown for too long, and counts as not sent. */
    FAILED,
    /** Telnyx or the preflight refused it. */
    REJECTED,
    /** Its {@code send_before} passed before its turn came. */
    EXPIRED,
    /** The caller took it back before it was sent, here or at Telnyx. */
    CANCELLED;

    private static final Map<SendState, Set<SendState>> NEXT = new EnumMap<>(SendState.class);

    static {
        // A receipt is Telnyx's own word: whatever was believed before, it has the message.
        Set<SendState> receipt = EnumSet.of(ACCEPTED, FINALIZED);
        NEXT.put(PREPARING, EnumSet.of(QUEUED, REJECTED, EXPIRED, CANCELLED));
        NEXT.put(QUEUED, with(receipt, SUBMITTING, EXPIRED, CANCELLED));
        NEXT.put(SUBMITTING, with(receipt, QUEUED, REJECTED, UNKNOWN));
        NEXT.put(UNKNOWN, with(receipt, PARKED, QUEUED, FAILED));
        NEXT.put(ACCEPTED, EnumSet.of(FINALIZED, UNCONFIRMED, CANCELLED));
        NEXT.put(UNCONFIRMED, EnumSet.of(FINALIZED));
        NEXT.put(PARKED, receipt);
        NEXT.put(FAILED, receipt);
        NEXT.put(REJECTED, receipt);
        NEXT.put(EXPIRED, receipt);
        NEXT.put(CANCELLED, EnumSet.of(FINALIZED));
        NEXT.put(FINALIZED, EnumSet.noneOf(SendState.class));
    }

    /** As the database and the API write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static SendState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public boolean mayBecome(SendState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** Words of the states that may become this one. */
    public List<String> before() {
        return Arrays.stream(values())
                .filter(state -> state.mayBecome(this))
                .map(SendState::word)
                .toList();
    }

    /** It was not sent and will not be. */
    public boolean isRefusal() {
        return this == REJECTED || this == EXPIRED || this == FAILED || this == CANCELLED;
    }

    /**
     * What a recipient's status is while Telnyx has given no last word; API reference, OutboundMessagePayload {@code
     * to[].status}.
     *
     * @param told by a receipt, else {@code queued}
     */
    public String status(String told) {
        return switch (this) {
            case PREPARING, QUEUED, ACCEPTED, UNCONFIRMED, FINALIZED -> told;
            case SUBMITTING, UNKNOWN, PARKED -> "queued".equals(told) ? "sending" : told;
            case REJECTED, FAILED -> "sending_failed";
            case EXPIRED -> "expired";
            case CANCELLED -> "cancelled";
        };
    }

    private static Set<SendState> with(Set<SendState> states, SendState... more) {
        Set<SendState> all = EnumSet.copyOf(states);
        all.addAll(List.of(more));
        return all;
    }
}
