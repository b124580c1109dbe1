package io.mmsroutes.broker;

import io.mmsroutes.failure.TryLater;
import java.io.File;

/** Keeps the door shut while the disk of the embedded journal is about full: better a 503 than a journal that dies. */
public final class JournalSpace {
    private final File folder;
    private final long minFreeBytes;

    /** @param minFreeBytes 0 where the journal is on another machine */
    public JournalSpace(String folder, long minFreeBytes) {
        this.folder = new File(folder);
        this.minFreeBytes = minFreeBytes;
    }

    /** Throws {@link TryLater} {@code journal-full}. */
    public void require() {
        if (minFreeBytes > 0 && folder.exists() && folder.getUsableSpace() < minFreeBytes) {
            throw new TryLater(
                    "journal-full",
                    "Less than mms.broker.min-free-bytes, %s, are free for the journal.".formatted(minFreeBytes));
        }
    }
}
