package io.mmsroutes.outbound.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.Outcome;
import io.mmsroutes.outbound.Outcome.Hold;
import io.mmsroutes.outbound.Outcome.Scope;
import io.mmsroutes.outbound.call.CallGuard.MaybeSent;
import io.mmsroutes.outbound.call.CallGuard.NotSent;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what one call to Telnyx came to. The codes decide before the status, because the statuses that Telnyx's pages give
 * for them differ; developers.telnyx.com, "API error codes", "Messaging error codes", "Rate limiting". Telnyx knows no
 * idempotency key for messages, so only what it certainly did not take is sent again. Only an answer that speaks of the message
 * refuses it ({@link AnswerSubject}); one that speaks of the number or the account holds what waits.
 */
public final class DecideOutcome {
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final Duration LONGEST_UNCONNECTED = Duration.ofMinutes(1);
    private static final Duration NUMBER_OUT_OF_USE = Duration.ofMinutes(10);

    private final boolean retry503;
    private final WaitTime waitTime;

    /** @param retry503 {@code mms.send.retry-503} */
    public DecideOutcome(boolean retry503, Clock clock) {
        this(retry503, clock, () -> ThreadLocalRandom.current().nextDouble());
    }

    DecideOutcome(boolean retry503, Clock clock, DoubleSupplier random) {
        this.retry503 = retry503;
        this.waitTime = new WaitTime(clock, random);
    }

    /**
     * @param status null when there was no answer
     * @param retryAfter header {@code Retry-After}
     * @param rateLimitReset header {@code x-ratelimit-reset}
     * @param failure null when there was an answer; may be wrapped
     * @param attempts this call included
     */
    public Outcome decide(
            @Nullable Integer status,
            @Nullable String retryAfter,
            @Nullable String rateLimitReset,
            byte @Nullable [] body,
            @Nullable Throwable failure,
            int attempts) {
        if (status == null || failure != null) {
            return failed(failure, attempts);
        }
        if (status / 100 == 2) {
            return accepted(read(body));
        }
        AnswerError error = AnswerError.in(body);
        String code = error.code().isEmpty() ? "http-" + status : error.code();
        String sentence = TelnyxCodes.sentence(code, error.title(), error.detail());
        Duration wait = waitTime.asked(retryAfter, rateLimitReset)
                .orElseGet(() -> waitTime.backOff(attempts, LONGEST_BACK_OFF));
        return switch (code) {
            case "40318", "40011" -> new Outcome.Postponed(code, sentence, Scope.NUMBER, wait);
            case "40315", "40320", "40329", "40330" ->
                held(code, sentence, Scope.NUMBER, waitTime.spread(NUMBER_OUT_OF_USE));
            case "40333" -> held(code, sentence, Scope.NUMBER, waitTime.untilMidnightUtc());
            case "10011" -> new Outcome.Postponed(code, sentence, Scope.ACCOUNT, wait);
            default -> byStatus(status, code, sentence, wait, waitTime.asked(retryAfter, null), error);
        };
    }

    private Outcome byStatus(
            int status, String code, String sentence, Duration wait, Optional<Duration> asked, AnswerError error) {
        if (status == 429) {
            return new Outcome.Postponed(code, sentence, Scope.ACCOUNT, wait);
        }
        if (status == 503 && retry503) {
            return new Outcome.Postponed(code, sentence, Scope.ACCOUNT, wait);
        }
        if (status / 100 == 3) {
            return held(
                    "redirected",
                    "Telnyx's API redirects with %s, which is not followed: check telnyx.api-url, and whether a proxy or a login page stands in between."
                            .formatted(status),
                    Scope.ACCOUNT,
                    asked.orElse(Duration.ZERO));
        }
        if (status / 100 == 4 && status != 408 && status != 409) {
            return refused(code, sentence, asked.orElse(Duration.ZERO), error, AnswerSubject.of(status, error));
        }
        String reason = code.startsWith("http-") && error.detail() == null ? "" : " " + sentence;
        return new Outcome.Unknown(
                "http-" + status,
                "Telnyx answers %s, which does not say whether it took the message.%s".formatted(status, reason));
    }

    private static Outcome refused(
            String code, String sentence, Duration asked, AnswerError error, AnswerSubject subject) {
        return switch (subject) {
            case MESSAGE -> new Outcome.Refused(code, sentence, error.errors());
            case NUMBER -> held(code, sentence, Scope.NUMBER, asked);
            case ACCOUNT -> held(code, sentence, Scope.ACCOUNT, asked);
            case UNCLEAR -> new Outcome.Postponed(code, sentence, Scope.ACCOUNT, asked, Hold.IN_DOUBT);
        };
    }

    /** @param atLeast the longer the hold lasts, the longer it waits */
    private static Outcome held(String code, String sentence, Scope scope, Duration atLeast) {
        return new Outcome.Postponed(code, sentence, scope, atLeast, Hold.UNTIL_FIXED);
    }

    private static Outcome accepted(JsonNode answer) {
        JsonNode message = answer.path("data");
        // Receipts of a group's members name it by this.
        String id = message.path("group_message_id").asText(message.path("id").asText(""));
        return id.isEmpty()
                ? new Outcome.Unknown(
                        "answer-unreadable", "Telnyx seems to have taken the message, but its answer gives no id.")
                : new Outcome.Accepted(id, message);
    }

    private Outcome failed(@Nullable Throwable failure, int attempts) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            if (cause instanceof NotSent notSent) {
                return held(
                        "connect-failed",
                        String.valueOf(notSent.getMessage()),
                        Scope.ACCOUNT,
                        waitTime.backOff(attempts, LONGEST_UNCONNECTED));
            }
            if (cause instanceof MaybeSent maybeSent) {
                return new Outcome.Unknown("answer-lost", String.valueOf(maybeSent.getMessage()));
            }
            depth++;
        }
        return Failure.in(failure)
                .map(ours -> prevented(ours, attempts))
                .orElseGet(() -> new Outcome.Unknown(
                        "answer-lost", "The call to Telnyx failed, and nobody knows how far it came."));
    }

    /** What fails with one of ours fails in front of the call: Telnyx was not asked. */
    private Outcome prevented(Failure ours, int attempts) {
        if (ours instanceof TryLater later) {
            Duration wait = later.retryAfter().orElseGet(() -> waitTime.backOff(attempts, LONGEST_UNCONNECTED));
            return new Outcome.Postponed(later.code(), later.sentence(), Scope.NUMBER, wait);
        }
        return new Outcome.Refused(ours.code(), ours.sentence(), Json.MAPPER.createArrayNode(), false);
    }

    private static JsonNode read(byte @Nullable [] body) {
        if (body == null) {
            return MissingNode.getInstance();
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
