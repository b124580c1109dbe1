package io.mmsroutes.server;

import io.mmsroutes.admin.BearerKey;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.telnyx.SignatureHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the gateway's own endpoints a request is for, and what its head must show there.
 *
 * @param webhooks path that webhooks come to; empty where another server takes them
 * @param messages path that requests to send come to; empty where another server takes them
 */
public record RequestRules(
        Optional<String> webhooks,
        Optional<String> messages,
        SignatureHeaders signature,
        BearerKey apiKey,
        BearerKey adminKey) {
    private static final String SHOW_MESSAGE = "/v2/messages";
    private static final String SIMULATED = "/simulator/v2";
    private static final String MEDIA = "/media";
    private static final String ADMIN = "/admin";
    private static final String OPT_OUTS = "/admin/opt-outs";
    private static final String DEAD_LETTERS = "/admin/dead-letters";

    /** Headers that routes go by: no parameter of a query becomes one. */
    private static final Set<String> HEADERS = Set.of(
            "accept",
            "authorization",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "expect",
            "host",
            "idempotency-key",
            "proxy-authorization",
            "range",
            "simulator-fault",
            "transfer-encoding");

    boolean isWebhook(String path) {
        return webhooks.filter(path::equals).isPresent();
    }

    /** Requests to send, and what answers to them looks like. */
    boolean isOfMessages(String path) {
        return under(SHOW_MESSAGE, path)
                || messages.filter(prefix -> under(prefix, path)).isPresent();
    }

    /** What answers to these look like. */
    boolean answersAsTelnyx(String path) {
        return isOfMessages(path) || under(SIMULATED, path);
    }

    /** All endpoints but those of other people's routes. */
    boolean isOurs(String path) {
        return isWebhook(path) || isOfMessages(path) || under(MEDIA, path) || under(ADMIN, path);
    }

    /** Whether the route refuses it whatever its body is. */
    boolean refuses(HttpServerRequest request) {
        try {
            requireHead(request);
            return false;
        } catch (Rejected e) {
            return true;
        }
    }

    /**
     * Whether a parameter of the query is handed to routes. Those of ours read what they know; one refuses what it does not know; what
     * others read is theirs.
     */
    boolean takesParameter(String path, String name) {
        if (isOurs(path) && !path.equals(DEAD_LETTERS)) {
            return path.equals(OPT_OUTS) && name.equals("number");
        }
        return !HEADERS.contains(name) && !name.startsWith("telnyx-");
    }

    private void requireHead(HttpServerRequest request) {
        String path = request.path();
        if (isWebhook(path)) {
            signature.require(
                    request.getHeader(SignatureHeaders.SIGNATURE), request.getHeader(SignatureHeaders.TIMESTAMP));
        } else if (isOfMessages(path) || path.equals(MEDIA)) {
            apiKey.require(request.getHeader("authorization"));
        } else if (under(ADMIN, path)) {
            adminKey.require(request.getHeader("authorization"));
        }
    }

    private static boolean under(String prefix, String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
