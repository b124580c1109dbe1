package io.mmsroutes.inbound;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How far one piece of media got.
 *
 * @param found null until it was fetched once
 * @param location where the store put it, such as {@code file:…}; null unless stored
 * @param card where the store put what is in a vCard, as JSON; null where there is none
 * @param store name of the Kamelet that took it; null where nobody noted it
 * @param code stable word for what failed last, or was not understood of what is stored; null when nothing was
 * @param attempts fetches that were tried; one put off because its host was busy does not count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MediaOutcome(
        State state,
        @Nullable MediaMetadata found,
        @Nullable String location,
        @Nullable String card,
        @Nullable String store,
        @Nullable String code,
        @Nullable String reason,
        int attempts) {

    /** Of a reason, in characters: it travels in headers, and may be what a store or a host says. */
    private static final int LONGEST_REASON = 300;

    public MediaOutcome {
        if (reason != null && reason.length() > LONGEST_REASON) {
            reason = reason.substring(0, LONGEST_REASON) + "…";
        }
    }

    /** Code of media whose bytes are not what the webhook declares. */
    public static final String DIFFERS = "media-differs";

    /** {@code PENDING} exists while a message is worked on; a delivered manifest has the other two only. */
    public enum State {
        PENDING,
        STORED,
        UNAVAILABLE;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static MediaOutcome untried() {
        return new MediaOutcome(State.PENDING, null, null, null, null, null, null, 0);
    }

    MediaOutcome pending(@Nullable MediaMetadata fetched, String said, String why, int tried) {
        return new MediaOutcome(State.PENDING, fetched, location, card, store, said, why, tried);
    }

    MediaOutcome in(State other) {
        return new MediaOutcome(other, found, location, card, store, code, reason, attempts);
    }

    MediaOutcome noted(String said, @Nullable String why) {
        return new MediaOutcome(state, found, location, card, store, said, why, attempts);
    }

    MediaOutcome takenBy(@Nullable String kamelet) {
        return new MediaOutcome(state, found, location, card, kamelet, code, reason, attempts);
    }

    MediaOutcome again() {
        return state == State.STORED && !differs() ? this : in(State.PENDING);
    }

    /** Stored are bytes that are not what the webhook declares: the best there was. */
    boolean differs() {
        return state == State.STORED && DIFFERS.equals(code);
    }

    /** The same with whatever says where something lies written in another way. */
    MediaOutcome located(UnaryOperator<String> rewritten) {
        return new MediaOutcome(
                state,
                found,
                location == null ? null : rewritten.apply(location),
                card == null ? null : rewritten.apply(card),
                store,
                code,
                reason,
                attempts);
    }
}
