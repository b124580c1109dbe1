package io.mmsroutes.failure;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** What a caller is told of a request that failed: our own words in full, anybody else's not at all. */
public final class DescribeFailure {
    public Description describe(Exception cause) {
        if (cause instanceof Rejected rejected) {
            return new Description("refused", rejected.code(), rejected.sentence(), httpStatus(rejected));
        }
        if (cause instanceof TryLater later) {
            return new Description(
                    "failed", later.code(), later.sentence(), later.code().equals("too-many-tries") ? 429 : 503);
        }
        return new Description("failed", "not-now", "The gateway could not take this now; try again.", 503);
    }

    private static int httpStatus(Rejected rejected) {
        return switch (rejected.code()) {
            case "link-unknown", "stored-missing", "dead-letter-unknown", "message-unknown", "path-unknown" -> 404;
            case "read-only", "console-header-missing" -> 403;
            case "nothing-to-fetch", "not-to-be-sent-again" -> 409;
            case "link-expired" -> 410;
            case "media-too-large" -> 413;
            default ->
                rejected.code().startsWith("signature-") || rejected.code().startsWith("key-")
                                || rejected.code().startsWith("session-")
                                || rejected.code().startsWith("ticket-")
                        ? 401
                        : 400;
        };
    }

    /**
     * @param status {@code refused} or {@code failed}
     * @param code stable, kebab-case
     */
    public record Description(
            String status,
            String code,
            String reason,
            @JsonIgnore int httpStatus) {}
}
