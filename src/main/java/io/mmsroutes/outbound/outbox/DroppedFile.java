package io.mmsroutes.outbound.outbox;

import java.nio.file.Path;

/** A file that was put into the folder. Not a bare path, which Camel would take for a list of names. */
public record DroppedFile(Path path) {

    /** Its name, as far as the locale of the process has letters for it. */
    @Override
    public String toString() {
        return String.valueOf(path.getFileName());
    }
}
