package io.mmsroutes.link;

import io.mmsroutes.failure.Rejected;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Decides whether a token opens anything. */
public final class ReadLink {
    private final String publicUrl;
    private final LinkSecret secret;
    private final Clock clock;

    /** @param publicUrl {@code mms.public-url}; without it there are no links */
    public ReadLink(String publicUrl, LinkSecret secret, Clock clock) {
        this.publicUrl = publicUrl;
        this.secret = secret;
        this.clock = clock;
    }

    /**
     * Returns what the token opens: 32 hex digits that name a place in a store.
     *
     * @throws Rejected {@code link-unknown}, or {@code link-expired} for one that we made
     */
    public String read(@Nullable String token) {
        if (publicUrl.isEmpty() || token == null) {
            throw LinkToken.unknown();
        }
        LinkToken link = LinkToken.verify(token, secret.get());
        if (!clock.instant().isBefore(link.until())) {
            throw new Rejected("link-expired", "This link is over.");
        }
        return link.link();
    }
}
