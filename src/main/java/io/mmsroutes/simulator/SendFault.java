package io.mmsroutes.simulator;

import io.mmsroutes.failure.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated Telnyx does to one request to send. Codes: developers.telnyx.com, "Messaging error codes" and "API
 * error codes"; the status that goes with a code is published for few of them.
 */
enum SendFault {
    NONE(true, 200),
    /** 429 as the page "Rate limiting" has it: the reset is a number of seconds. */
    RATE_LIMITED(false, 429, "10011", "Too many requests", "The account sends more requests a second than it may."),
    /** 429 as "Send your first message" has it: the reset is a Unix time, and nothing says how long to wait. */
    RATE_LIMITED_EPOCH(
            false, 429, "10011", "Too many requests", "The account sends more requests a second than it may."),
    QUEUE_FULL(false, 400, "40318", "Queue full", "The queue of this sender has no room."),
    SPEND_LIMIT(false, 429, "40333", "Spend limit reached", "The profile has spent what it may until midnight UTC."),
    SERVER_ERROR(false, 500, "10007", "Unexpected error", "Something went wrong here."),
    SERVER_ERROR_AFTER(true, 500, "10007", "Unexpected error", "Something went wrong here."),
    UNAVAILABLE(false, 503, "10037", "Service unavailable", "The service is away for the moment."),
    RESET_BEFORE(false, 0),
    RESET_AFTER(true, 0),
    /** The answer comes after 3 s. */
    SLOW(true, 200),
    /** The answer comes after 40 s, which is more than anybody waits. */
    SLOW_AFTER(true, 200),
    NO_MMS(false, 400, "40308", "Invalid 'from' address for MMS", "This number is not set up for MMS."),
    /** Taken, and finalized as not sent: the media could not be fetched. */
    MEDIA_UNREACHABLE(true, 200),
    /** Taken, and finalized as not sent: the media were too large. */
    MEDIA_TOO_LARGE(true, 200);

    private final boolean taken;
    private final int status;
    private final String code;
    private final String title;
    private final String detail;

    SendFault(boolean taken, int status) {
        this(taken, status, "", "", "");
    }

    SendFault(boolean taken, int status, String code, String title, String detail) {
        this.taken = taken;
        this.status = status;
        this.code = code;
        this.title = title;
        this.detail = detail;
    }

    /** Such a request is accepted and gets receipts, whatever its sender hears. */
    boolean isTaken() {
        return taken;
    }

    /** The connection is closed without an answer. */
    boolean isCut() {
        return status == 0;
    }

    int status() {
        return status;
    }

    /** What the answer says instead of the message. */
    @Nullable
    Problem problem() {
        return code.isEmpty() ? null : new Problem(code, title, detail, null);
    }

    Duration delay() {
        return switch (this) {
            case SLOW -> Duration.ofSeconds(3);
            case SLOW_AFTER -> Duration.ofSeconds(40);
            default -> Duration.ZERO;
        };
    }

    /** Headers of the answer; developers.telnyx.com, "Rate limiting" and "Send your first message". */
    Map<String, String> limits(Instant now) {
        return switch (this) {
            case RATE_LIMITED -> limits("retry-after", "1", "x-ratelimit-reset", "1");
            case RATE_LIMITED_EPOCH -> limits("x-ratelimit-reset", String.valueOf(now.getEpochSecond() + 2));
            default -> Map.of();
        };
    }

    private static Map<String, String> limits(String... headers) {
        Map<String, String> limits = new HashMap<>(Map.of("x-ratelimit-limit", "15", "x-ratelimit-remaining", "0"));
        for (int i = 0; i < headers.length; i += 2) {
            limits.put(headers[i], headers[i + 1]);
        }
        return Map.copyOf(limits);
    }
}
