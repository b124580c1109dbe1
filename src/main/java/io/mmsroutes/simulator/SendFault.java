package io.mmsroutes.simulator;

import io.mmsroutes.failure.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated Telnyx does to one request to send. Codes: developers.telnyx.com, "Messaging error codes" and "API
 * error codes"; the status that goes with a code is published for few of them.
 *
 * @param word by which it is ordered
 * @param taken such a request is accepted and gets receipts, whatever its sender hears
 * @param status of the answer; 0 where the connection is closed without one
 * @param problem what the answer says instead of the message
 * @param delay before the answer
 */
record SendFault(
        String word, boolean taken, int status, @Nullable Problem problem, Duration delay) {
    static final SendFault NONE = new SendFault("none", true, 200, null, Duration.ZERO);

    private static final Map<String, SendFault> NAMED = named(
            NONE,
            // 429 as the page "Rate limiting" has it: the reset is a number of seconds.
            refused("rate-limited", 429, "10011", "Too many requests", "The account sends more requests than it may."),
            // 429 as "Send your first message" has it: the reset is a Unix time, and nothing says how long to wait.
            refused("rate-limited-epoch", 429, "10011", "Too many requests", "The account sends more than it may."),
            refused("queue-full", 400, "40318", "Message queue full", "The queue of this sender has no room."),
            refused(
                    "spend-limit",
                    429,
                    "40333",
                    "Messaging profile spend limit reached",
                    "Nothing is left until midnight UTC."),
            refused("server-error", 500, "10007", "Unexpected error", "Something went wrong here."),
            new SendFault(
                    "server-error-after",
                    true,
                    500,
                    new Problem("10007", "Unexpected error", "Something went wrong here.", null),
                    Duration.ZERO),
            refused("unavailable", 503, "10037", "Service unavailable", "The service is unavailable for the moment."),
            new SendFault("reset-before", false, 0, null, Duration.ZERO),
            new SendFault("reset-after", true, 0, null, Duration.ZERO),
            new SendFault("slow", true, 200, null, Duration.ofSeconds(3)),
            // More than any client waits.
            new SendFault("slow-after", true, 200, null, Duration.ofSeconds(40)),
            refused("no-mms", 400, "40308", "Invalid 'from' address for MMS", "This number is not set up for MMS."),
            new SendFault("media-unreachable", true, 200, null, Duration.ZERO),
            new SendFault("media-too-large", true, 200, null, Duration.ZERO));

    private static final Pattern CODE = Pattern.compile("code=(\\d{5})(?:,([45]\\d\\d))?");

    /** By name, or by code and status: {@code code=40305,400}. */
    static Optional<SendFault> find(String word) {
        Matcher code = CODE.matcher(word);
        if (code.matches()) {
            int status = code.group(2) == null ? 400 : Integer.parseInt(code.group(2));
            return Optional.of(refused(
                    word, status, code.group(1), "Messaging error " + code.group(1), "Ordered of the simulator."));
        }
        return Optional.ofNullable(NAMED.get(word));
    }

    static List<String> words() {
        return List.copyOf(NAMED.keySet());
    }

    boolean isCut() {
        return status == 0;
    }

    /** Headers of the answer; developers.telnyx.com, "Rate limiting" and "Send your first message". */
    Map<String, String> limits(Instant now) {
        return switch (word) {
            case "rate-limited" -> limits("retry-after", "1", "x-ratelimit-reset", "1");
            case "rate-limited-epoch" -> limits("x-ratelimit-reset", String.valueOf(now.getEpochSecond() + 2));
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

    private static SendFault refused(String word, int status, String code, String title, String detail) {
        return new SendFault(word, false, status, new Problem(code, title, detail, null), Duration.ZERO);
    }

    private static Map<String, SendFault> named(SendFault... faults) {
        Map<String, SendFault> named = new LinkedHashMap<>();
        for (SendFault fault : faults) {
            named.put(fault.word(), fault);
        }
        return named;
    }
}
