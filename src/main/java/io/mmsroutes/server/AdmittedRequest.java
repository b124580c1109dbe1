package io.mmsroutes.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A request as routes see it: with the parameters that they may read, and no more of the body than there may be. */
final class AdmittedRequest extends HttpServerRequestWrapper {
    /** A number to look for, out of the URL: servers on the way write down URLs. */
    private static final String NUMBER = "X-MMS-Number";

    private final RequestRules rules;
    private final long mostBytes;
    private final Runnable tooLarge;
    private final AtomicLong bytes = new AtomicLong();

    /** @param tooLarge what to do with a body that has no length in its head and goes beyond {@code mostBytes} */
    AdmittedRequest(HttpServerRequest request, RequestRules rules, long mostBytes, Runnable tooLarge) {
        super((HttpServerRequestInternal) request);
        this.rules = rules;
        this.mostBytes = mostBytes;
        this.tooLarge = tooLarge;
    }

    @Override
    public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
        return super.handler(handler == null ? null : buffer -> pass(buffer, handler));
    }

    @Override
    public String path() {
        return rules.plain(super.path());
    }

    /** Camel makes headers of the parameters that it finds here. */
    @Override
    public String uri() {
        String query = query();
        String uri = super.uri();
        int mark = uri.indexOf('?');
        String written = mark < 0 ? uri : uri.substring(0, mark);
        String path = rules.isOfTelnyx(written) ? rules.plain(written) : written;
        return query == null || query.isEmpty() ? path : path + "?" + query;
    }

    @Override
    public @Nullable String query() {
        String number = getHeader(NUMBER);
        String query = allowed(super.query());
        if (number == null || !rules.takesParameter(path(), "number")) {
            return query;
        }
        String filter = "number=" + URLEncoder.encode(number, UTF_8);
        return query == null || query.isEmpty() ? filter : query + "&" + filter;
    }

    private @Nullable String allowed(@Nullable String query) {
        return query == null || query.isEmpty()
                ? query
                : Stream.of(query.split("[&;]"))
                        .filter(parameter -> rules.takesParameter(path(), name(parameter)))
                        .collect(Collectors.joining("&"));
    }

    private void pass(Buffer buffer, Handler<Buffer> handler) {
        long before = bytes.getAndAdd(buffer.length());
        if (before > mostBytes) {
            return;
        }
        if (before + buffer.length() > mostBytes) {
            tooLarge.run();
        } else {
            handler.handle(buffer);
        }
    }

    private static String name(String parameter) {
        String name = parameter.replaceFirst("(?s)=.*", "");
        try {
            return QueryStringDecoder.decodeComponent(name).strip().toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
