package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.MessageKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes a file that somebody posted into the spool, hashed and looked at as what comes in by messages is. */
public final class SpoolUpload {
    private final SpoolMedia spoolMedia;

    public SpoolUpload(SpoolMedia spoolMedia) {
        this.spoolMedia = spoolMedia;
    }

    /**
     * @param contentType as the caller calls it; the bytes decide
     * @throws Rejected {@code upload-empty} or {@code media-too-large}
     */
    public FetchedMedia spool(byte @Nullable [] body, @Nullable String contentType) throws IOException {
        if (body == null || body.length == 0) {
            throw new Rejected("upload-empty", "There is nothing in the body: send the file itself.");
        }
        DeclaredMedia said = new DeclaredMedia(null, contentType, null, null, null);
        MediaItem item = new MediaItem(0, MessageKeys.ofUploads(), said, MediaOutcome.untried());
        return spoolMedia.spool(null, item, new MediaAnswer(new ByteArrayInputStream(body)));
    }
}
