package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import java.time.Duration;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Bounds of one request for media.
 *
 * @param maxBytes of one item, on the wire and again after inflating
 * @param connect until the connection stands
 * @param response silence that is borne at any point
 * @param total from the first byte asked to the last byte read; a redirect starts a new request
 * @param pool requests under way at once; one host gets a quarter of it, at least one
 */
public record FetchLimits(long maxBytes, Duration connect, Duration response, Duration total, int pool) {
    public FetchLimits {
        if (maxBytes < 1 || pool < 1) {
            throw new IllegalArgumentException("mms.media.max-bytes and mms.media.fetch-pool must be 1 or more.");
        }
    }

    /**
     * For looking at media without reading them, so that no size is too large. All may look at the same host: most companies
     * have but one that their media come from.
     *
     * @param looking requests under way at once
     */
    public static FetchLimits forLooking(Duration timeout, int looking) {
        return new FetchLimits(Long.MAX_VALUE, timeout, timeout, timeout, looking * 4);
    }

    /** HEAD, which some hosts never answer, gets a quarter of the time, so that GET has the rest. */
    Duration total(HttpRequest request) {
        return "HEAD".equals(request.getMethod()) ? total.dividedBy(4) : total;
    }

    /** What is thrown where an item is larger than {@code maxBytes}. */
    Rejected exceeded() {
        return new Rejected("media-too-large", "The media is larger than mms.media.max-bytes, %s.".formatted(maxBytes));
    }

    int perHost() {
        return Math.max(1, pool / 4);
    }
}
