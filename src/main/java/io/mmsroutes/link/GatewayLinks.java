package io.mmsroutes.link;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.repository.SharedSecret;
import io.mmsroutes.store.MediaInStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The gateway's own links to stored media. */
public final class GatewayLinks {
    private static final int SHORTEST_SECRET = 32;

    private final String publicUrl;
    private final String secret;
    private final SharedSecret shared;
    private final Clock clock;

    /**
     * @param publicUrl {@code mms.public-url}, without a slash at its end; without it there are no links
     * @param secret {@code mms.link.secret}, by which links are signed; empty for one that the gateways of one database share
     * @throws IllegalArgumentException for a secret that could be guessed
     */
    public GatewayLinks(String publicUrl, String secret, SharedSecret shared, Clock clock) {
        this.publicUrl = publicUrl;
        this.secret = secret.strip();
        this.shared = shared;
        this.clock = clock;
        if (!this.secret.isEmpty() && this.secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "mms.link.secret has fewer than %s characters: make one with openssl rand -base64 32, or leave it empty."
                            .formatted(SHORTEST_SECRET));
        }
    }

    /**
     * Returns a URL that anybody can read the media by for that long.
     *
     * @throws Rejected {@code public-url-unset}
     */
    public String make(MediaInStore media, Duration lifetime) {
        if (publicUrl.isEmpty()) {
            throw new Rejected(
                    "public-url-unset",
                    "Its store makes no links, and those of the gateway begin with mms.public-url, which is not set.");
        }
        LinkToken token = new LinkToken(
                MediaInStore.place(media.location()), clock.instant().plus(lifetime));
        return "%s/media/%s".formatted(publicUrl, token.sign(key()));
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
        LinkToken link = LinkToken.verify(token, key());
        if (!clock.instant().isBefore(link.until())) {
            throw new Rejected("link-expired", "This link is over.");
        }
        return link.link();
    }

    private byte[] key() {
        return secret.isEmpty() ? shared.get() : secret.getBytes(StandardCharsets.UTF_8);
    }
}
