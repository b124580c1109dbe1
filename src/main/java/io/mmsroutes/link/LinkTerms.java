package io.mmsroutes.link;

import io.mmsroutes.outbound.SendRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How long links to the media of a message last, and who makes them. */
public final class LinkTerms {
    /** What S3 and Google sign at most, less the five days for which Telnyx takes a message in advance. */
    private static final Duration LONGEST = Duration.ofDays(2);

    private final Duration lifetime;
    private final boolean byStore;
    private final Clock clock;

    /**
     * @param lifetime {@code mms.link.lifetime}
     * @param by {@code mms.link.by}: store or gateway
     */
    public LinkTerms(Duration lifetime, String by, Clock clock) {
        if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "mms.link.lifetime is %s: write a time from 1m to %sh.".formatted(lifetime, LONGEST.toHours()));
        }
        if (!List.of("store", "gateway").contains(by)) {
            throw new IllegalArgumentException("mms.link.by is '%s': write store or gateway.".formatted(by));
        }
        this.lifetime = lifetime;
        this.byStore = "store".equals(by);
        this.clock = clock;
    }

    /** From now. A message that Telnyx is to send later has its media fetched then: developers.telnyx.com, "Schedule messages". */
    Duration lifetime(SendRequest request) {
        Instant now = clock.instant();
        Instant sent = request.sendAt().filter(now::isBefore).orElse(now);
        return Duration.between(now, sent.plus(lifetime));
    }

    /** Whether a store that can make links is asked for one. */
    boolean byStore() {
        return byStore;
    }
}
