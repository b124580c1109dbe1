package io.mmsroutes.outbound.answer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mmsroutes.media.OutboundMedia;
import io.mmsroutes.media.ProbeAnswer.Seen;
import io.mmsroutes.outbound.Finding;
import io.mmsroutes.outbound.preflight.CheckMedia;
import io.mmsroutes.outbound.preflight.MediaCheck;
import io.mmsroutes.store.MediaInStore;
import java.util.List;

/** What whoever posted a file is told: how to send it, and what may keep it from arriving. */
public final class ComposeUpload {
    private final CheckMedia checkMedia;

    public ComposeUpload(CheckMedia checkMedia) {
        this.checkMedia = checkMedia;
    }

    public Answer compose(MediaInStore stored) {
        String reference = MediaInStore.referenceTo(stored.key());
        MediaCheck check = new MediaCheck(
                null,
                List.of(new OutboundMedia(0, reference)),
                List.of(new Seen(0, null, stored.type(), stored.size())));
        return new Answer(
                new Upload(reference, stored.type(), stored.size(), stored.sha256(), checkMedia.check(check)));
    }

    public record Answer(Upload data) {}

    /**
     * @param reference for {@code media_urls}
     * @param type found in the bytes
     * @param size in bytes
     */
    public record Upload(
            String reference,
            @JsonProperty("content_type") String type,
            long size,
            String sha256,
            List<Finding> checks) {}
}
