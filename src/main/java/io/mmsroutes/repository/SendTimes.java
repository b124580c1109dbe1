package io.mmsroutes.repository;

import java.time.Duration;
import java.util.Arrays;

/**
 * How long what may last, and what then.
 *
 * @param longestCall after this no call can still be under way
 * @param unknownAfter how long a lost answer is waited for
 * @param policy what follows then
 * @param finalizeAfter how long a last word is waited for
 */
public record SendTimes(Duration longestCall, Duration unknownAfter, Policy policy, Duration finalizeAfter) {
    private static final Duration SOME_SECONDS_MORE = Duration.ofSeconds(15);

    /** Values of {@code mms.send.unknown-policy}. */
    public enum Policy {
        PARK,
        RESEND,
        FAIL;

        static Policy of(String word) {
            return Arrays.stream(values())
                    .filter(policy -> policy.name().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "mms.send.unknown-policy is '%s': write park, resend or fail.".formatted(word)));
        }
    }

    /** @param connect and {@code response}: the time-outs of a call */
    public SendTimes(
            Duration connect, Duration response, Duration unknownAfter, String policy, Duration finalizeAfter) {
        this(connect.plus(response).plus(SOME_SECONDS_MORE), unknownAfter, Policy.of(policy), finalizeAfter);
    }
}
