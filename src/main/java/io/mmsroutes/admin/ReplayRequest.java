package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mmsroutes.failure.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    /** As a JMS selector. What was never opened (see ReadJournal) stays where it is. */
    String selector() {
        List<String> conditions = new ArrayList<>();
        conditions.add("(mmsCode IS NULL OR mmsCode <> 'not-bytes')");
        if (messageId != null) {
            conditions.add("mmsMessageId = " + quoted(messageId));
        }
        if (sender != null) {
            conditions.add("mmsFrom = " + quoted(sender));
        }
        if (since != null) {
            conditions.add("mmsDeadAt >= " + since.toEpochMilli());
        }
        if (until != null) {
            conditions.add("mmsDeadAt < " + until.toEpochMilli());
        }
        return String.join(" AND ", conditions);
    }

    private static boolean isOutOfRange(@Nullable Instant time) {
        return time != null && (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
