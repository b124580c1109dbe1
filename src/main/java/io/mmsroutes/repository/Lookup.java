package io.mmsroutes.repository;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question to Telnyx about one message.
 *
 * @param account that is asked
 * @param uri to GET; phone numbers are in it, so it is not for a log
 */
public record Lookup(UUID id, Asked asked, URI uri, Of of, String account) {

    /** What is asked for. */
    public enum Of {
        /** Detail records, one of which may be of this message. */
        RECORDS,
        /** The message itself, which Telnyx is known to have. */
        MESSAGE
    }

    /**
     * By what a record is known.
     *
     * @param sendAt null where it was not scheduled
     */
    public record Asked(
            String from,
            String to,
            Instant submittedAt,
            @Nullable Instant sendAt) {}

    @Override
    public String toString() {
        return "Lookup[id=%s, of=%s]".formatted(id, of);
    }
}
