package io.mmsroutes.failure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the caller of a request that failed is told, and what the log says: our own words in full, those of others not to the caller. */
public final class DescribeFailure {
    private static final Logger LOG = LoggerFactory.getLogger(DescribeFailure.class);

    private static final int DEEPEST = 20;

    /** Whether the program is wrong, not the request nor what lies around; Camel wraps an {@link Error}. */
    public boolean isFault(Exception cause) {
        return !(cause instanceof Failure)
                && Stream.<Throwable>iterate(cause, Objects::nonNull, Throwable::getCause)
                        .limit(DEEPEST) // causes may go round in a circle
                        .anyMatch(one -> one instanceof CamelExecutionException
                                || one instanceof NullPointerException
                                || one instanceof ClassCastException
                                || one instanceof IndexOutOfBoundsException);
    }

    /**
     * Logs the failure of a request, and describes it to the caller.
     *
     * @param route where the request came in
     */
    public Description answer(String route, Exception cause) {
        Description description = describe(cause);
        if (isFault(cause)) {
            logFault(route, cause);
        } else {
            log(route, description, cause);
        }
        return description;
    }

    /**
     * Logs the failure of a request to send.
     *
     * @param route where the request came in
     */
    public void refuse(String route, Exception cause) {
        if (isFault(cause)) {
            logFault(route, cause);
            return;
        }
        Description description = describe(cause);
        LOG.warn(
                "Request to send refused, route={} code={} cause={}: {}",
                route,
                description.code(),
                cause.getClass().getSimpleName(),
                description.reason());
    }

    private static void logFault(String route, Exception cause) {
        LOG.error("The program is at fault, route={}", route, cause);
    }

    /** Forgeries, and guesses at links, would fill the log. */
    private static void log(String route, Description description, Exception cause) {
        boolean refused = cause instanceof Rejected;
        switch (route) {
            case "receive-webhook" -> {
                if (!refused) {
                    LOG.error("Webhook not taken, Telnyx will repeat it: {}", cause.getMessage());
                }
            }
            case "download-media" -> {
                if (!refused) {
                    LOG.warn("Link not served now: {}", cause.getClass().getSimpleName());
                }
            }
            default ->
                LOG.warn(
                        "{}, code={} cause={}: {}",
                        route.equals("upload-media") ? "File not taken" : "Command refused",
                        description.code(),
                        cause.getClass().getSimpleName(),
                        description.reason());
        }
    }

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
            case "link-unknown",
                    "stored-missing",
                    "dead-letter-unknown",
                    "message-unknown",
                    "path-unknown",
                    "cancel-unknown" -> 404;
            case "read-only", "console-header-missing" -> 403;
            case "nothing-to-fetch", "not-to-be-sent-again", "cancel-refused" -> 409;
            case "link-expired" -> 410;
            case "media-too-large" -> 413;
            default ->
                rejected.code().startsWith("signature-")
                                || rejected.code().startsWith("key-")
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
