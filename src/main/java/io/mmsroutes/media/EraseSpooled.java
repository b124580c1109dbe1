package io.mmsroutes.media;

import io.mmsroutes.inbound.PhoneNumber;
import java.io.IOException;
import java.nio.file.Path;

/** Removes what a number sent and no store has taken yet. */
public final class EraseSpooled {
    private final SpoolFolder folder;

    public EraseSpooled(SpoolFolder folder) {
        this.folder = folder;
    }

    public void erase(PhoneNumber number) throws IOException {
        for (Path file : folder.find(number.hash() + "-")) {
            folder.remove(file);
        }
    }
}
