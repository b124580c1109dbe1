package io.mmsroutes.link;

import io.mmsroutes.sending.DateTimeText;
import io.mmsroutes.sending.SendRequest;
import io.mmsroutes.store.MediaInStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Finds out which media of a message need a link, and for how long. */
public final class BeginLinking {
    /** What S3 and Google sign at most, less the five days for which Telnyx takes a message in advance. */
    private static final Duration LONGEST = Duration.ofDays(2);

    private final Duration lifetime;
    private final boolean byStore;
    private final Clock clock;

    /**
     * @param lifetime {@code mms.link.lifetime}
     * @param by {@code mms.link.by}: store or gateway
     */
    public BeginLinking(Duration lifetime, String by, Clock clock) {
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

    /** A message that Telnyx is to send later has its media fetched then: developers.telnyx.com, "Schedule messages". */
    public Linking begin(SendRequest request) {
        List<String> references =
                request.mediaUrls().stream().filter(MediaInStore::isReference).toList();
        Instant now = clock.instant();
        Instant sent = DateTimeText.parse(request.body().path("send_at").asText(""))
                .filter(now::isBefore)
                .orElse(now);
        Instant until = sent.plus(lifetime);
        return new Linking(request, references, List.of(), Duration.between(now, until), until, byStore);
    }
}
