package io.mmsroutes.inbound;

import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Takes a stored manifest out of the spool, as the text that your application gets. */
public final class TakeManifest {
    /** Throws {@link TryLater} {@code store-silent} for a store Kamelet that sets no {@code mmsLocation}. */
    public String take(SpooledJson written, @Nullable String location) throws IOException {
        if (location == null || location.isBlank()) {
            throw new TryLater("store-silent", "The store does not say where it put message.json.");
        }
        Files.deleteIfExists(written.file().toPath());
        return written.json();
    }
}
