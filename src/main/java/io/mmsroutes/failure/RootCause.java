package io.mmsroutes.failure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.NoSuchEndpointException;

/** What a person is told of a failure that somebody else's code wrapped many times. */
public final class RootCause {
    private static final int LONGEST_LINE = 300;
    private static final int LONGEST_CAUSE = 2_000;

    /** Drivers put whole URLs into their messages, with the password in them; the log hides the same, see log4j2.properties. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(?<=password[=:]|passwd[=:]|pwd[=:]|secret[=:]|token[=:])[^\\s&;]+|(?<=://)[^/\\s]*(?=@)");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");

    private RootCause() {}

    /** The innermost cause says what is wrong; what lies around it says where Camel noticed. */
    public static String of(Throwable failure) {
        Deque<String> causes = new ArrayDeque<>();
        for (Throwable cause = failure; cause != null && causes.size() < 20; cause = cause.getCause()) {
            causes.push(firstLine(cause));
        }
        String innermost = shortened(causes.pop(), LONGEST_CAUSE);
        return causes.stream()
                .filter(outer -> !outer.contains(innermost))
                .map(outer -> "\n  while: " + shortened(outer, LONGEST_LINE))
                .collect(Collectors.joining("", innermost, ""));
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String line = message.strip().lines().findFirst().orElse("");
        if (cause instanceof NoSuchEndpointException) {
            line += " Put the jars of the component into ext/ and restart: docs/jobs.md, Add a component.";
        }
        return CONTROL.matcher(SECRET.matcher(line).replaceAll("…")).replaceAll("?");
    }

    private static String shortened(String line, int length) {
        return line.length() <= length ? line : line.substring(0, length) + "…";
    }
}
