package io.mmsroutes.database;

import io.mmsroutes.failure.TryLater;
import java.io.File;

/** Refuses webhooks while the disk of the database is about full: better a 503 than a disk that takes nothing any more. */
public final class FreeSpace {
    private final File folder;
    private final long minFreeBytes;

    /** @param minFreeBytes 0 where the database is on another machine */
    public FreeSpace(DatabaseConfig config, long minFreeBytes) {
        this.folder = config.folder().toFile();
        this.minFreeBytes = config.isSqlite() ? minFreeBytes : 0;
    }

    /** @throws TryLater {@code disk-full} */
    public void require() {
        if (minFreeBytes > 0 && folder.exists() && folder.getUsableSpace() < minFreeBytes) {
            throw new TryLater(
                    "disk-full",
                    "Less than mms.database.min-free-bytes, %s, are free for the database.".formatted(minFreeBytes));
        }
    }
}
