package io.mmsroutes.repository;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which messages are meant: those of which all that is given is true.
 *
 * @param id any id of it: ours, Telnyx's, that of its event, or its Idempotency-Key
 * @param number of a party, in full
 * @param kind as the list shows it
 * @param state likewise
 * @param since when it came, from this instant on
 * @param until when it came, before this instant
 */
public record MessageFilter(
        @Nullable String id,
        @Nullable String number,
        @Nullable String kind,
        @Nullable String state,
        @Nullable String code,
        @Nullable Instant since,
        @Nullable Instant until) {
    /** Without the number. */
    @Override
    public String toString() {
        return "MessageFilter[id=%s, kind=%s, state=%s, code=%s]".formatted(id, kind, state, code);
    }
}
