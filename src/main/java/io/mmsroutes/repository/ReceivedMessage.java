package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A received message as staff look at it.
 *
 * @param receivedAt when we acknowledged the webhook
 * @param manifest {@code message.json} as far as the last attempt got
 * @param state how it stands, by the entry of its queue
 * @param code of the last failure; null where nothing failed
 * @param nextTry null unless it waits
 * @param attempts 0 where the entry is not there any more
 */
public record ReceivedMessage(
        String id,
        Instant receivedAt,
        ObjectNode manifest,
        State state,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Instant nextTry,
        int attempts) {

    /** {@code INCOMPLETE} was delivered and lacks media; {@code FAILED} was not delivered, or not answered. */
    public enum State {
        PROCESSING,
        WAITING,
        DELIVERED,
        INCOMPLETE,
        FAILED
    }

    /** Without the manifest, which has numbers and words. */
    @Override
    public String toString() {
        return "ReceivedMessage[id=%s, state=%s]".formatted(id, state);
    }
}
