package io.mmsroutes.media;

import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An item whose bytes are here.
 *
 * @param file in the spool; whoever ends the item discards it
 * @param md5 of the bytes, in base64, for stores that compare by it
 * @param spool where the file is
 */
public record FetchedMedia(MediaItem item, MediaFacts facts, File file, String md5, SpoolFolder spool) {
    /** Takes what there is of it out of the spool. */
    void discard() throws IOException {
        spool.discard(file.toPath());
        Files.deleteIfExists(cardFile());
    }

    /** Leaves the bytes in the spool for the next attempt. */
    void keep() throws IOException {
        Files.deleteIfExists(cardFile());
        spool.keep(file.toPath());
    }

    boolean isAsDeclared() {
        return item.announced().contradiction(facts) == null;
    }

    /** Where what is in a vCard lies in the spool: the same place at every attempt. */
    Path cardFile() {
        return Path.of(file.getPath() + ".json");
    }

    /** Name in storage. */
    public String key() {
        return item.key(facts);
    }

    public String type() {
        return facts.type();
    }

    /** In bytes. */
    public long length() {
        return facts.size();
    }

    public String sha256() {
        return facts.sha256();
    }
}
