package io.mmsroutes.media;

import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import java.io.File;

/**
 * An item whose bytes are here.
 *
 * @param md5 of the bytes, in base64, for stores that compare by it
 * @param file in the spool; whoever ends the item deletes it
 */
public record FetchedMedia(MediaItem item, MediaFacts facts, File file, String md5) {
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
