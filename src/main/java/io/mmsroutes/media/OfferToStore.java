package io.mmsroutes.media;

import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.Spooled;
import java.io.File;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says of a file what every store Kamelet is told: {@code docs/kamelets.md}, "Contract: media-store-*". */
public final class OfferToStore {
    /**
     * Returns the file.
     *
     * @param fetched media that it is, or belongs to; null for the manifest
     * @param message null for what is not of a message
     * @param headers get those of the contract
     */
    public File offer(
            Spooled spooled,
            @Nullable FetchedMedia fetched,
            @Nullable InboundMessage message,
            Map<String, Object> headers) {
        headers.put("mmsKey", spooled.key());
        headers.put("mmsContentType", spooled.type());
        headers.put("mmsLength", spooled.length());
        headers.put("mmsSha256", spooled.sha256());
        headers.put("mmsSpooled", true);
        if (fetched != null) {
            headers.put("mmsKind", fetched.facts().kind().toString());
        }
        if (message != null) {
            headers.put("mmsMessageId", message.messageId());
            headers.put("mmsFromHash", message.fromHash());
        }
        return spooled.file();
    }
}
