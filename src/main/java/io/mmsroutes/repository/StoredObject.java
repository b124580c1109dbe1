package io.mmsroutes.repository;

import org.jspecify.annotations.Nullable;

/**
 * Something of a message in a store.
 *
 * @param messageId Telnyx's id of the message that brought it
 * @param key name in storage
 * @param location where the store said it is
 * @param store name of the Kamelet that took it; null where nobody noted it
 */
public record StoredObject(
        String messageId,
        String key,
        String location,
        @Nullable String store) {
    /** Without key and location, which hold the sender's number. */
    @Override
    public String toString() {
        return "StoredObject[messageId=%s]".formatted(messageId);
    }
}
