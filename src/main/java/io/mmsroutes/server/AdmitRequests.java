package io.mmsroutes.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.failure.DescribeFailure;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.answer.ComposeErrors;
import io.mmsroutes.text.Json;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.ext.web.impl.ParsableMIMEValue;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is decided of a request by its head, before a byte of its body is in memory. */
final class AdmitRequests {
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    /** RFC 8259 and 6839; the charset of JSON is UTF-8 whatever is said. */
    private static final Pattern JSON =
            Pattern.compile("(?i)\\s*((application|text)/json|application/[\\w.-]+\\+json)\\s*(;.*)?");

    private final HttpLimits limits;
    private final RequestRules rules;
    private final HeldBytes held;
    private final WarmUp warmUp;
    private final ConsolePort consolePort;

    AdmitRequests(HttpLimits limits, RequestRules rules, HeldBytes held, WarmUp warmUp, ConsolePort consolePort) {
        this.limits = limits;
        this.rules = rules;
        this.held = held;
        this.warmUp = warmUp;
        this.consolePort = consolePort;
    }

    void admit(HttpServerRequest request, OpenConnections connections, Handler<HttpServerRequest> router) {
        OpenConnection connection = connections.of(request.connection());
        connection.begin(request, System.nanoTime());
        long most = rules.isWebhook(request.path()) ? limits.webhookBytes() : limits.bodyBytes();
        long length = bodyLength(request, most);
        closeWithoutTheRest(request, length != 0, connection);
        if (!PlainPath.is(request.path())) {
            refuse(request, 404, new Rejected("path-unknown", "There is nothing by a path with such segments."));
            return;
        }
        if (isOursInOtherLetters(request.path())) {
            refuse(request, 404, new Rejected("path-unknown", "Write the path without escapes of plain letters."));
            return;
        }
        int port = request.localAddress().port();
        if (consolePort.hides(port, request.path())) {
            refuse(
                    request,
                    404,
                    new Rejected("path-unknown", "There is nothing here; mms.console.port has the console."));
            return;
        }
        if (rules.isOfStaff(request.path())) {
            request.response()
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff");
        }
        if (warmUp.refuses(request)) {
            refuse(request, 503, new TryLater("starting", "The gateway starts and is not ready yet; try again."));
            return;
        }
        readTypeInAnyCase(request.headers());
        if (!isReadable(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            refuse(
                    request,
                    400,
                    new Rejected("content-type-unclear", "The Content-Type has a quote that does not end."));
            return;
        }
        boolean refused = rules.refusal(request).isPresent();
        Optional<String> allowed = refused ? Optional.empty() : rules.otherMethods(request);
        if (allowed.isPresent()) {
            request.response().putHeader(HttpHeaders.ALLOW, allowed.get());
            refuse(request, 405, notAllowed(request, allowed.get()));
            return;
        }
        if (length != 0 && (!WITH_BODY.contains(request.method()) || refused)) {
            leaveOutBody(request.headers());
        } else if (length > most) {
            refuse(request, 413, tooLarge(most));
            return;
        } else if (length != 0
                && rules.isToSend(request)
                && fault(request.headers()).isPresent()) {
            refuse(
                    request,
                    415,
                    new Rejected("type-not-json", fault(request.headers()).orElseThrow()));
            return;
        } else if (length > 0 && !hold(length, connection, connections)) {
            refuse(request, 503, new TryLater("too-busy", "Too much is being received at once; try again."));
            return;
        }
        consolePort
                .elsewhere(port, request.path())
                .orElse(router)
                .handle(new AdmittedRequest(request, rules, most, () -> refuse(request, 413, tooLarge(most))));
    }

    /** The router reads %61 as the letter; all that is decided by the path here would be decided by another one. */
    private boolean isOursInOtherLetters(String path) {
        if (path.indexOf('%') < 0) {
            return false;
        }
        String read = HttpUtils.normalizePath(path);
        return !read.equals(path) && rules.isOurs(read);
    }

    /** Bytes that may come; {@code most} where the head does not say how many, 0 where there is no body. */
    private static long bodyLength(HttpServerRequest request, long most) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return most;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Bodies that are waited for give way to a new one; those that are worked on do not. */
    private boolean hold(long length, OpenConnection connection, OpenConnections connections) {
        Optional<HeldBytes.Share> share = held.take(length);
        while (share.isEmpty() && connections.dropSlowestBodies(connection)) {
            share = held.take(length);
        }
        share.ifPresent(taken -> {
            connection.hold(taken);
            Vertx.currentContext().putLocal(HeldBytes.Share.class, taken);
        });
        return share.isPresent();
    }

    /** An answer that comes before the body is there ends the connection, and so do those that say: not now, or too much. */
    private static void closeWithoutTheRest(HttpServerRequest request, boolean hasBody, OpenConnection connection) {
        request.response().headersEndHandler(head -> {
            int status = request.response().getStatusCode();
            if ((hasBody && !request.isEnded()) || status == 503 || status == 413) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                Context context = Vertx.currentContext();
                request.response()
                        .bodyEndHandler(end -> context.runOnContext(later -> connection.end(request, context.owner())));
            }
        });
    }

    /** Media types are the same in any case (RFC 9110, 8.3.1); what compares them here takes the lower one. */
    private static void readTypeInAnyCase(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null) {
            int end = type.indexOf(';');
            String media = end < 0 ? type : type.substring(0, end);
            String lower = media.strip().toLowerCase(Locale.ROOT);
            if (!lower.equals(media)) {
                headers.set(HttpHeaders.CONTENT_TYPE, end < 0 ? lower : lower + type.substring(end));
            }
        }
    }

    /** As Vert.x reads it, which fails at a value that is nothing but a quote. */
    private static boolean isReadable(@Nullable String type) {
        try {
            return type == null || new ParsableMIMEValue(type).forceParse() != null;
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** The route answers as to a request without one. A form would be looked for in it. */
    private static void leaveOutBody(MultiMap headers) {
        headers.remove(HttpHeaders.CONTENT_LENGTH)
                .remove(HttpHeaders.TRANSFER_ENCODING)
                .remove(HttpHeaders.EXPECT);
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null && (type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded"))) {
            headers.remove(HttpHeaders.CONTENT_TYPE);
        }
    }

    /** What keeps a body from being read as JSON; one of which nothing is said is tried. */
    private static Optional<String> fault(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null && !JSON.matcher(type).matches()) {
            return Optional.of("The Content-Type of the body is not application/json: send JSON, and say so.");
        }
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        return Optional.of("The body has a Content-Encoding, which is not undone here: send it as it is.")
                .filter(fault -> encoding != null && !encoding.equalsIgnoreCase("identity"));
    }

    private static Rejected notAllowed(HttpServerRequest request, String allowed) {
        return new Rejected(
                "method-not-allowed", "%s is not for this path, which takes %s.".formatted(request.method(), allowed));
    }

    private static Rejected tooLarge(long most) {
        return new Rejected(
                "body-too-large", "The body has more than the %s bytes that are taken here.".formatted(most));
    }

    /** What no route answers, or none in time; under /v2 in Telnyx's shape. */
    void answer(HttpServerRequest request, int status) {
        if (status >= 500 && rules.isOurs(request.path())) {
            refuse(
                    request,
                    status,
                    status == 503
                            ? new TryLater("too-slow", "The gateway could not answer this in time; try again.")
                            : new TryLater("not-now", "The gateway could not take this now; try again."));
            return;
        }
        if (status == 415 && !rules.isOfTelnyx(request.path())) {
            refuse(
                    request,
                    status,
                    new Rejected(
                            "type-refused",
                            "The Content-Type is none that is taken here: for JSON, send Content-Type: application/json."));
            return;
        }
        if (!rules.isOfTelnyx(request.path())) {
            request.response().setStatusCode(status).end(request.response().getStatusMessage());
            return;
        }
        switch (status) {
            // Where there is something for other methods, the head has said so.
            case 404, 405 -> refuse(request, 404, new Rejected("path-unknown", "There is nothing at this path."));
            case 406, 415 ->
                refuse(request, status, new Rejected("type-not-json", "Only JSON is read and answered here."));
            default -> refuse(request, status, new Rejected("request-unclear", "The request cannot be read."));
        }
    }

    /** Telnyx looks at the key before all else. */
    private void refuse(HttpServerRequest request, int status, Failure failure) {
        if (request.response().ended() || request.response().headWritten()) {
            return;
        }
        Optional<Rejected> keyless =
                status < 500 && rules.isOfTelnyx(request.path()) ? rules.refusal(request) : Optional.empty();
        if (keyless.isPresent() && status != 401) {
            request.response().headers().remove(HttpHeaders.ALLOW);
            refuse(request, 401, keyless.get());
            return;
        }
        request.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (failure instanceof TryLater) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            request.response().end();
        } else {
            request.response().end(words(request.path(), failure));
        }
    }

    private Buffer words(String path, Failure failure) {
        try {
            return Buffer.buffer(Json.MAPPER.writeValueAsBytes(
                    rules.answersAsTelnyx(path)
                            ? new ComposeErrors().compose(failure)
                            : new DescribeFailure().describe(failure)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
