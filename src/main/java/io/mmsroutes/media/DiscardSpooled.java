package io.mmsroutes.media;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Clears the spool of what is stored, or never will be. */
public final class DiscardSpooled {
    public void discard(@Nullable FetchedMedia spooled) throws IOException {
        if (spooled != null) {
            spooled.discard();
        }
    }
}
