package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Our own rules for redirects: each place is judged as the first was, and three are enough. */
final class FollowRedirect {
    private static final int MOST_REDIRECTS = 3;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final MediaHosts hosts;

    FollowRedirect(MediaHosts hosts) {
        this.hosts = hosts;
    }

    boolean isOne(int status, @Nullable String location) {
        return location != null && REDIRECTS.contains(status);
    }

    /** Throws {@link Rejected} where it leads to a place that is not allowed, or is one too many. */
    URI target(URI asked, int redirects, String location) {
        if (redirects >= MOST_REDIRECTS) {
            throw new Rejected(
                    "too-many-redirects", "The URL leads to more than %s redirects.".formatted(MOST_REDIRECTS));
        }
        String target;
        try {
            target = asked.resolve(location.strip()).toString();
        } catch (IllegalArgumentException e) {
            throw new Rejected("url-malformed", "The host redirects to something that is not a URL.");
        }
        return hosts.require(target);
    }
}
