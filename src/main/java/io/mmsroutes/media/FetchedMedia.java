package io.mmsroutes.media;

import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.Spooled;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An item whose bytes are here.
 *
 * @param file in the spool; whoever ends the item discards it
 * @param spool where the file is
 */
public record FetchedMedia(MediaItem item, MediaMetadata facts, File file, SpoolFolder spool) implements Spooled {
    private static final String CARD = "text/vcard";

    /** Takes what there is of it out of the spool. */
    void discard() throws IOException {
        spool.discard(file.toPath());
        discardCard();
    }

    /** Leaves the bytes in the spool for the next attempt. */
    void keep() throws IOException {
        discardCard();
        spool.keep(file.toPath());
    }

    private void discardCard() throws IOException {
        if (isCard()) {
            Files.deleteIfExists(cardFile());
        }
    }

    boolean isCard() {
        return CARD.equals(type());
    }

    boolean isAsDeclared() {
        return item.announced().contradiction(facts) == null;
    }

    /** Where what is in a vCard lies in the spool: the same place at every attempt. */
    Path cardFile() {
        return Path.of(file.getPath() + ".json");
    }

    @Override
    public String key() {
        return item.key(facts);
    }

    @Override
    public String type() {
        return facts.type();
    }

    @Override
    public long length() {
        return facts.size();
    }

    @Override
    public String sha256() {
        return facts.sha256();
    }
}
