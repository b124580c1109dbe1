package io.mmsroutes.failure;

import java.time.Clock;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** What staff are told of a route of theirs that failed: which one, where it was sending to, and why. */
public final class DescribeRouteFailure {
    private static final int LONGEST = 500;

    private final Clock clock;

    public DescribeRouteFailure(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param route that failed, which need not be the one that the message came in by
     * @param endpoint that it sent to last; null where it sent to none
     */
    public Letter describe(String route, @Nullable String endpoint, Exception cause) {
        String why = Failure.in(cause)
                .map(Failure::sentence)
                .orElseGet(() -> RootCause.of(cause).lines().findFirst().orElse(""));
        String reason = "Route %s failed%s: %s".formatted(route, place(endpoint), withoutQuery(why));
        String code = Failure.in(cause).map(Failure::code).orElse("route-failed");
        return new Letter(
                code, reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "…", clock.millis());
    }

    /** A direct endpoint is the way into the route. */
    private static String place(@Nullable String endpoint) {
        String plain = endpoint == null ? null : URISupport.sanitizeUri(endpoint);
        return plain == null || plain.startsWith("direct:") ? "" : " at " + withoutQuery(plain);
    }

    /** Queries hold keys. */
    private static String withoutQuery(String text) {
        return text.replaceAll("[?]\\S*", "");
    }

    /**
     * @param code of ours, or {@code route-failed}
     * @param at milliseconds since 1970
     */
    public record Letter(String code, String reason, long at) {}
}
