package io.mmsroutes.failure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** What a person is told of a failure that somebody else's code wrapped many times. */
public final class CauseInWords {
    private static final int LONGEST_LINE = 300;

    private CauseInWords() {}

    /** The innermost cause says what is wrong; what lies around it says where Camel noticed. */
    public static String of(Throwable failure) {
        Deque<String> causes = new ArrayDeque<>();
        for (Throwable cause = failure; cause != null && causes.size() < 20; cause = cause.getCause()) {
            causes.push(firstLine(cause));
        }
        String innermost = causes.pop();
        return causes.stream()
                .filter(outer -> !outer.contains(innermost))
                .map(outer -> "\n  while: " + shortened(outer))
                .collect(Collectors.joining("", innermost, ""));
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.strip().lines().findFirst().orElse("");
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }
}
