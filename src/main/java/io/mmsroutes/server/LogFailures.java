package io.mmsroutes.server;

import io.netty.channel.ChannelException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what failed in a server, and logs what is answered 5xx, once. What is the caller's own fault is an answer, and counted;
 * Vert.x by itself logs each 413 and 415 as an error with its stack.
 */
final class LogFailures implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(LogFailures.class);

    /** Camel answers it itself, where it asks for a user. */
    private static final int UNAUTHORIZED = 401;

    private static final int OF_SERVER = 500;

    private final AdmitRequests admit;

    LogFailures(AdmitRequests admit) {
        this.admit = admit;
    }

    @Override
    public void handle(RoutingContext request) {
        int status = request.statusCode() < 0 ? OF_SERVER : request.statusCode();
        if (status == UNAUTHORIZED) {
            request.next();
            return;
        }
        HttpServerResponse answer = request.response();
        if (answer.headWritten() && request.failure() == null) {
            return; // the time of the request is over, and its answer is on its way
        }
        log(request, status);
        if (answer.headWritten() && !answer.ended()) {
            answer.reset();
        } else if (!answer.ended() && !answer.closed()) {
            // Of the answer that came too late.
            answer.headers().remove(HttpHeaders.CONTENT_LENGTH).remove(HttpHeaders.CONTENT_TYPE);
            admit.answer(request.request(), status);
        }
    }

    private void log(RoutingContext request, int status) {
        @Nullable Throwable failure = request.failure();
        if (status < OF_SERVER || hungUp(failure)) {
            return;
        }
        String path = plain(request.request().path());
        if (failure == null) {
            LOG.warn(
                    "A request is answered {}, method={} path={}",
                    status,
                    request.request().method(),
                    path);
        } else {
            LOG.error(
                    "A request is answered {}, method={} path={}",
                    status,
                    request.request().method(),
                    path,
                    failure);
        }
    }

    /** Words of a path; the rest of it may be a token or a number. */
    private static String plain(@Nullable String path) {
        return Stream.of(String.valueOf(path).split("/", -1))
                .map(segment -> segment.matches("[A-Za-z][A-Za-z-]{0,30}|v\\d|") ? segment : "…")
                .collect(Collectors.joining("/"));
    }

    private static boolean hungUp(@Nullable Throwable failure) {
        return failure instanceof HttpClosedException
                || failure instanceof ClosedChannelException
                || failure instanceof ChannelException;
    }
}
