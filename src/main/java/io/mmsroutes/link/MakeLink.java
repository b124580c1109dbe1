package io.mmsroutes.link;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.store.MediaInStore;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;

/** Makes a link of the gateway's own to stored media. */
public final class MakeLink {
    private final String publicUrl;
    private final LinkSecret secret;

    /** @param publicUrl {@code mms.public-url}, without a slash at its end */
    public MakeLink(String publicUrl, LinkSecret secret) {
        this.publicUrl = publicUrl;
        this.secret = secret;
    }

    /**
     * Returns a URL that anybody can read the media by until then.
     *
     * @param opened shows that a store has them; closed here
     * @throws Rejected {@code public-url-unset}
     */
    public String make(MediaInStore media, Instant until, Closeable opened) throws IOException {
        opened.close();
        if (publicUrl.isEmpty()) {
            throw new Rejected(
                    "public-url-unset",
                    "Its store makes no links, and those of the gateway begin with mms.public-url, which is not set.");
        }
        return "%s/media/%s"
                .formatted(publicUrl, new LinkToken(MediaInStore.place(media.location()), until).sign(secret.get()));
    }
}
