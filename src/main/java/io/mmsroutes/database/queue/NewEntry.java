package io.mmsroutes.database.queue;

import io.mmsroutes.text.UntrustedText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * What enters a queue.
 *
 * @param id the same id enters a queue once; text of any kind
 * @param body null for none
 * @param headers JSON, see {@link EntryHeaders}
 * @param dueAt when it is due; null for {@code delay} from now
 * @param delay until it is due
 * @param keys what it is looked up and erased by: phone numbers, ids of messages
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares entries
public record NewEntry(
        String queue,
        String id,
        byte @Nullable [] body,
        String headers,
        @Nullable Instant dueAt,
        Duration delay,
        List<String> keys) {
    /** What an index has room for, in characters of up to four bytes. */
    private static final int MAX_ID = 400;

    private static final int HASH_LENGTH = 64;
    /** A column of microseconds has room for it, and nobody waits that long. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final Duration MAX_DELAY = Duration.ofDays(36_500);

    public NewEntry {
        id = storable(id);
        dueAt = dueAt == null || dueAt.isBefore(LATEST) ? dueAt : LATEST;
        dueAt = dueAt == null || dueAt.isAfter(Instant.EPOCH) ? dueAt : Instant.EPOCH;
        delay = delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY;
        keys = keys.stream().map(NewEntry::storable).distinct().toList();
    }

    /** One that is too long is told apart by its hash. */
    static String storable(String text) {
        String storable = UntrustedText.storable(text);
        return storable.length() <= MAX_ID
                ? storable
                : UntrustedText.atMost(MAX_ID - HASH_LENGTH - 1, text) + "_" + DigestUtils.sha256Hex(text);
    }
}
