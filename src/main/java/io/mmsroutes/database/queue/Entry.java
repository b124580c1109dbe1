package io.mmsroutes.database.queue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has in hand.
 *
 * @param lease under which it does; another one means that it belongs to somebody else
 * @param headers JSON, see {@link EntryHeaders}
 * @param progress what the last attempt left
 * @param attempts this one included
 * @param lostLeases workers that were lost with it
 * @param age since its first attempt began, or the first since staff put it back
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares entries
record Entry(
        String id,
        String lease,
        byte @Nullable [] body,
        String headers,
        @Nullable String progress,
        int attempts,
        int lostLeases,
        Instant enteredAt,
        Duration age) {}
