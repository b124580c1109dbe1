package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.MessageValues;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters to put back. What is given must all be true of a letter; {@code all} stands alone.
 *
 * @param since when it died, from this instant on
 * @param until when it died, before this instant
 * @param reply also to answer the senders that were not answered, as {@code mms.reply.mode} says
 * @param sender as in the message, in full
 */
public record ReplayRequest(
        @Nullable String messageId,
        @Nullable String sender,
        @Nullable Instant since,
        @Nullable Instant until,
        @JsonProperty("all") boolean everything,
        boolean reply) {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Throws {@link Rejected} {@code replay-unclear} for a request that names nothing, or everything and something. */
    public ReplayRequest {
        boolean narrowed = messageId != null || sender != null || since != null || until != null;
        if (narrowed == everything) {
            throw new Rejected(
                    "replay-unclear",
                    "Say which dead letters: messageId, sender, since and until (ISO-8601), or all:true alone.");
        }
        if (isOutOfRange(since) || isOutOfRange(until)) {
            throw new Rejected("replay-unclear", "since and until lie between the years 1970 and 9999.");
        }
    }

    /** In one queue. */
    WhichDeadLetters letters(String queue) {
        List<String> keys = Stream.of(messageId, sender == null ? null : MessageValues.SENDER + sender)
                .filter(Objects::nonNull)
                .toList();
        return new WhichDeadLetters(queue, null, keys, null, since, until);
    }

    private static boolean isOutOfRange(@Nullable Instant time) {
        return time != null && (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST));
    }
}
