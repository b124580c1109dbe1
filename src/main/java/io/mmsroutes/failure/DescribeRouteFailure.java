package io.mmsroutes.failure;

import java.util.Map;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** What staff are told of a route of theirs that failed: which one, where it was sending to, and why. */
public final class DescribeRouteFailure {
    private static final int LONGEST = 500;

    /**
     * @param entered route where the message came in
     * @param failed the route that failed
     * @param endpoint that it sent to last; null where it sent to none
     * @param headers get {@code mmsRoute}, {@code mmsCode}, one of ours or {@code route-failed}, and {@code mmsReason}
     */
    public void describe(
            String entered, String failed, @Nullable String endpoint, Exception cause, Map<String, Object> headers) {
        String why = Failure.in(cause)
                .map(Failure::sentence)
                .orElseGet(() -> RootCause.of(cause).lines().findFirst().orElse(""));
        String reason = "Route %s failed%s: %s".formatted(failed, place(endpoint), withoutQuery(why));
        headers.put("mmsRoute", entered);
        headers.put("mmsCode", Failure.in(cause).map(Failure::code).orElse("route-failed"));
        headers.put("mmsReason", reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "…");
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
}
