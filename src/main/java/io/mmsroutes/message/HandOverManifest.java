package io.mmsroutes.message;

import java.io.IOException;
import java.nio.file.Files;

/** Takes a stored manifest out of the spool, as the text that the house gets. */
public final class HandOverManifest {
    public String take(WriteManifest.Written written) throws IOException {
        String json = Files.readString(written.file().toPath());
        Files.delete(written.file().toPath());
        return json;
    }
}
