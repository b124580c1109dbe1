package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;

/**
 * Makes camel-http send to the URL in the header {@code mmsUrl} as it is written. Camel takes the query of an endpoint for
 * options and writes it anew, and escapes more than it must in {@code CamelHttpUri}. For configured URLs: no host is judged.
 */
public final class UrlAsWritten implements HttpClientConfigurer {
    private static final Pattern WITH_USER = Pattern.compile("(https?://)([^/?#]*)@([^/?#@]*([/?#].*)?)");

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableRedirectHandling().addExecInterceptorFirst("mms-url-as-written", UrlAsWritten::send);
    }

    private static ClassicHttpResponse send(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Header written = request.getFirstHeader(HttpUrl.HEADER);
        Matcher user = WITH_USER.matcher(written.getValue());
        HttpUrl url = parse(user.matches() ? user.group(1) + user.group(3) : written.getValue());
        ClassicHttpRequest asked = url.request(request);
        if (user.matches() && !asked.containsHeader(HttpHeaders.AUTHORIZATION)) {
            asked.setHeader(HttpHeaders.AUTHORIZATION, basic(user.group(2)));
        }
        return chain.proceed(asked, url.through(scope));
    }

    private static HttpUrl parse(String written) {
        try {
            return HttpUrl.parse(written);
        } catch (IllegalArgumentException | Rejected e) {
            throw new TryLater("sink-url-malformed", "The configured URL is no URL: write https://host/path.");
        }
    }

    /** RFC 7617; a user or password in a URL is escaped. */
    private static String basic(String user) {
        byte[] decoded = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(decoded);
    }
}
