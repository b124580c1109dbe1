package io.mmsroutes.repository;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it came, for a receiver that verifies it itself.
 *
 * @param key of the event
 * @param body each byte as a character of Latin-1, so that JSON keeps it to the byte, and a number in it is found
 */
record SignedWebhook(String key, String body, String signature, String timestamp) {
    static @Nullable SignedWebhook of(byte[] raw, String key, @Nullable String signature, @Nullable String timestamp) {
        return signature == null || timestamp == null
                ? null
                : new SignedWebhook(key, new String(raw, StandardCharsets.ISO_8859_1), signature, timestamp);
    }

    @JsonIgnore
    byte[] bytes() {
        return body.getBytes(StandardCharsets.ISO_8859_1);
    }
}
