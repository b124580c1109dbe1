package io.mmsroutes.server;

import io.mmsroutes.account.Callers;
import io.mmsroutes.admin.AdminKeys;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.telnyx.SignatureHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of the gateway's own endpoints a request is for, and what its head must show there.
 *
 * @param webhooks path that webhooks come to; empty where another server takes them
 * @param messages path that requests to send come to; empty where another server takes them
 * @param account what callers may read of the account at Telnyx, such as {@code messaging_profiles}
 */
public record RequestRules(
        Optional<String> webhooks,
        Optional<String> messages,
        SignatureHeaders signature,
        Callers callers,
        AdminKeys adminKeys,
        Set<String> account) {
    private static final String TELNYX = "/v2";
    /** Where what is read of the account comes in, whatever it is. */
    private static final String ACCOUNT = TELNYX + "/account";

    private static final Pattern ACCOUNT_PARAMETER =
            Pattern.compile("(page|filter)(\\[\\w+]){1,2}|type|sort|date_range");
    private static final String SIMULATED = "/simulator" + TELNYX;
    private static final String MESSAGES = TELNYX + "/messages";
    /** Kinds that are answered with a word of where they are sent. */
    private static final Set<String> ELSEWHERE = Set.of("/rcs", "/whatsapp");

    private static final Pattern ID = Pattern.compile("/\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final String MEDIA = "/media";
    private static final String ADMIN = "/admin";
    private static final String API = "/admin/v1";
    private static final String DEAD_LETTERS = "/dead-letters";
    private static final String CONSOLE = "/console";
    private static final String LOGIN = "/admin/v1/session";
    /** They refuse a parameter that they do not know. */
    private static final Set<String> LISTS = Set.of("/received", "/sent", DEAD_LETTERS, "/opt-outs", "/audit");

    /** Paths below /admin that were before there was /admin/v1, and what they stand for there. */
    private static final Map<String, String> EARLIER = Map.of(
            "/replay",
            DEAD_LETTERS + "/replay",
            DEAD_LETTERS,
            DEAD_LETTERS,
            DEAD_LETTERS + "/delete",
            DEAD_LETTERS + "/delete",
            DEAD_LETTERS + "/requeue",
            DEAD_LETTERS + "/requeue",
            "/opt-outs",
            "/opt-outs",
            "/opt-outs/lift",
            "/opt-outs/lift",
            "/erase",
            "/erase",
            "/doctor",
            "/doctor");

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
            "transfer-encoding",
            "x-mms-console");

    boolean isWebhook(String path) {
        return webhooks.filter(path::equals).isPresent();
    }

    /** All that is asked for as of Telnyx, and answered in its shape. */
    boolean isOfTelnyx(String path) {
        return under(TELNYX, path)
                || messages.filter(prefix -> under(prefix, path)).isPresent();
    }

    /** What a refusal looks like: the simulated API too answers in Telnyx's shape. */
    boolean answersAsTelnyx(String path) {
        return isOfTelnyx(path) || under(SIMULATED, path);
    }

    /** The path that a route has: one for each that means the same; what is read of the account is at one place. */
    String plain(String path) {
        if (under(ADMIN, path)) {
            String now = EARLIER.get(path.substring(ADMIN.length()));
            return now == null ? path : API + now;
        }
        String plain = isOfTelnyx(path) && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        boolean ofAccount = account.stream().anyMatch(resource -> under(TELNYX + "/" + resource, plain));
        return ofAccount ? ACCOUNT + plain.substring(TELNYX.length()) : plain;
    }

    /** Whether a request to send would be posted here. */
    boolean isToSend(HttpServerRequest request) {
        String path = plain(request.path());
        return request.method().equals(HttpMethod.POST)
                && (under(MESSAGES, path)
                        || messages.filter(prefix -> under(prefix, path)).isPresent());
    }

    /** What may be done at this path of messages or of the account, as the header Allow has it; empty where routes are to answer. */
    Optional<String> otherMethods(HttpServerRequest request) {
        String path = plain(request.path());
        boolean post = request.method().equals(HttpMethod.POST);
        boolean get = request.method().equals(HttpMethod.GET);
        if (!account.isEmpty() && under(ACCOUNT, path)) {
            return Optional.of("GET").filter(allowed -> !get);
        }
        if (!under(MESSAGES, path)) {
            return Optional.empty();
        }
        String below = path.substring(MESSAGES.length());
        if (SendKind.of(below).isPresent() || ELSEWHERE.contains(below)) {
            return Optional.of("POST").filter(allowed -> !post && !(get && below.isEmpty()));
        }
        if (below.matches("/group/[^/]+")) {
            return Optional.of("GET").filter(allowed -> !get);
        }
        boolean may = get || request.method().equals(HttpMethod.DELETE);
        return Optional.of("GET, DELETE").filter(allowed -> ID.matcher(below).matches() && !may);
    }

    /** All endpoints but those of other people's routes. */
    boolean isOurs(String path) {
        return isWebhook(path) || isOfTelnyx(path) || under(MEDIA, path) || under(ADMIN, path) || under(CONSOLE, path);
    }

    /** The console and commands: what they answer is for no cache. */
    boolean isOfStaff(String path) {
        return under(ADMIN, path) || under(CONSOLE, path);
    }

    /** Why the route refuses it whatever its body is; empty where it does not. */
    Optional<Rejected> refusal(HttpServerRequest request) {
        try {
            requireHead(request);
            return Optional.empty();
        } catch (Rejected e) {
            return Optional.of(e);
        }
    }

    /**
     * Whether a parameter of the query is handed to routes. Those of ours read what they know; one refuses what it does not know; what
     * others read is theirs.
     */
    boolean takesParameter(String path, String name) {
        if (under(ACCOUNT, path)) {
            return ACCOUNT_PARAMETER.matcher(name).matches();
        }
        boolean isList = under(API, path) && LISTS.contains(path.substring(API.length()));
        if (isOurs(path) && !isList) {
            return under(API, path) && name.equals("limit");
        }
        return !HEADERS.contains(name) && !name.startsWith("telnyx-");
    }

    private void requireHead(HttpServerRequest request) {
        String path = request.path();
        if (isWebhook(path)) {
            signature.require(
                    request.getHeader(SignatureHeaders.SIGNATURE), request.getHeader(SignatureHeaders.TIMESTAMP));
        } else if (isOfTelnyx(path) || path.equals(MEDIA)) {
            callers.require(request.getHeader("authorization"));
        } else if (under(ADMIN, path)
                && !path.equals(LOGIN)
                && !adminKeys.mayCome(
                        request.getHeader("authorization"),
                        request.getHeader("cookie"),
                        String.valueOf(request.remoteAddress()))) {
            throw new Rejected("key-wrong", "The route says more.");
        }
    }

    static boolean under(String prefix, String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
