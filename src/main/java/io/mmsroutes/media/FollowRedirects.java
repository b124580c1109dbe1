package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/**
 * Asks the place that the header {@code mmsUrl} names, and where it leads: each place is judged as the first was, and three
 * redirects are enough. The header itself goes to nobody, and Camel, which would rewrite or refuse the URL, never reads it.
 */
final class FollowRedirects implements ExecChainHandler {
    /** Of the request, and goes to nobody: whose API key may be shown. */
    static final String ACCOUNT = "mmsAccount";

    private static final int MAX_REDIRECTS = 3;
    private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);

    private final MediaHosts hosts;
    private final Function<@Nullable String, ApiKey> apiKeys;
    private final boolean follows;

    /** @param follows false where a redirect is an answer like any other */
    FollowRedirects(MediaHosts hosts, ApiKey apiKey, boolean follows) {
        this(hosts, account -> apiKey, follows);
    }

    /** @param apiKeys by the account that the header {@code mmsAccount} names; null for none */
    FollowRedirects(MediaHosts hosts, Function<@Nullable String, ApiKey> apiKeys, boolean follows) {
        this.follows = follows;
        this.hosts = hosts;
        this.apiKeys = apiKeys;
    }

    /** Throws {@link Rejected} for a place that is not allowed and for a fourth redirect, {@link TryLater} for one that is no URL. */
    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Header written = request.getFirstHeader(HttpUrl.HEADER);
        HttpUrl url = hosts.require(written == null ? null : written.getValue());
        Header account = request.getFirstHeader(ACCOUNT);
        request.removeHeaders(ACCOUNT);
        ApiKey apiKey = apiKeys.apply(account == null ? null : account.getValue());
        ClassicHttpResponse response = chain.proceed(url.request(request), url.through(scope));
        if (apiKey.mayBeShown(url, response.getCode())) {
            response.close();
            response = chain.proceed(withKey(url.request(request), apiKey), url.through(scope));
        }
        for (int redirects = 0; follows && leadsOn(response); redirects++) {
            response.close();
            if (redirects == MAX_REDIRECTS) {
                throw new Rejected(
                        "too-many-redirects", "The URL leads to more than %s redirects.".formatted(MAX_REDIRECTS));
            }
            url = target(url, location(response));
            response = chain.proceed(url.request(request), url.through(scope));
        }
        response.setHeaders(kept(response));
        return response;
    }

    private ClassicHttpRequest withKey(ClassicHttpRequest request, ApiKey apiKey) {
        request.setHeader(HttpHeaders.AUTHORIZATION, apiKey.authorization());
        return request;
    }

    private HttpUrl target(HttpUrl asked, String location) {
        try {
            return hosts.judge(asked.resolve(location));
        } catch (IllegalArgumentException e) {
            throw new TryLater("url-malformed", "The host redirects to something that is not a URL.");
        }
    }

    private static boolean leadsOn(ClassicHttpResponse response) {
        return REDIRECTS.contains(response.getCode()) && !location(response).isBlank();
    }

    /** The first, as curl does; empty where there is none. */
    private static String location(ClassicHttpResponse response) {
        Header location = response.getFirstHeader(HttpHeaders.LOCATION);
        return location == null || location.getValue() == null ? "" : location.getValue();
    }

    /** What is read of an answer, each once. Camel makes a list of a header that is there twice, and drops a Java object. */
    private static Header[] kept(ClassicHttpResponse response) {
        String encodings = Arrays.stream(response.getHeaders(HttpHeaders.CONTENT_ENCODING))
                .map(Header::getValue)
                .collect(Collectors.joining(","));
        Stream<Header> first = Stream.of(
                        HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.CONTENT_RANGE)
                .map(response::getFirstHeader)
                .filter(header -> header != null && !"application/x-java-serialized-object".equals(header.getValue()))
                .map(header -> new BasicHeader(header.getName(), header.getValue()));
        return Stream.concat(first, Stream.of(new BasicHeader(HttpHeaders.CONTENT_ENCODING, encodings)))
                .toArray(Header[]::new);
    }
}
