package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the head of an answer: by HEAD; where that fails or tells too little, by GET of the first byte; and where a host
 * takes no ranges, by GET, which is what Telnyx will do. Of a body nothing is read.
 */
final class LookAtMedia implements ExecChainHandler {
    private static final Pattern MEDIA = Pattern.compile("\\s*(image|video|audio)/.*", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("\\s*bytes\\s+[\\d*-]+/\\d+\\s*");
    private static final Pattern LENGTH = Pattern.compile("\\s*0*[1-9]\\d*\\s*");
    /** Without a range the answer would be the same. */
    private static final Set<Integer> NOT_HERE = Set.of(401, 404, 410, 429);

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse head = head(request, scope, chain);
        if (head != null
                && isThere(head)
                && says(MEDIA, head, HttpHeaders.CONTENT_TYPE)
                && says(LENGTH, head, "Content-Length")) {
            return head;
        }
        ClassicHttpResponse part = ask(request, "GET", "bytes=0-0", scope, chain);
        if (isEnough(part)) {
            return part;
        }
        return ask(request, "GET", null, scope, chain);
    }

    /** Hosts that know no HEAD hang, hang up or answer anything at all. */
    private static @Nullable ClassicHttpResponse head(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        try {
            return ask(request, "HEAD", null, scope, chain);
        } catch (TryLater e) {
            return null;
        }
    }

    private static ClassicHttpResponse ask(
            ClassicHttpRequest request, String method, @Nullable String range, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpRequest asked = new BasicClassicHttpRequest(method, request.getPath());
        asked.setHeaders(request.getHeaders());
        // A body that follows a HEAD all the same must not be taken for the next answer.
        asked.setHeader(HttpHeaders.CONNECTION, "close");
        if (range != null) {
            asked.setHeader(HttpHeaders.RANGE, range);
        }
        ClassicHttpResponse response = chain.proceed(asked, scope);
        response.close();
        response.setEntity(null);
        return response;
    }

    private static boolean isEnough(ClassicHttpResponse part) {
        return part.getCode() == 206
                ? says(WHOLE, part, HttpHeaders.CONTENT_RANGE)
                : isThere(part) || NOT_HERE.contains(part.getCode());
    }

    private static boolean isThere(ClassicHttpResponse response) {
        return response.getCode() / 100 == 2;
    }

    private static boolean says(Pattern pattern, ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header != null
                && header.getValue() != null
                && pattern.matcher(header.getValue().toLowerCase(Locale.ROOT)).matches();
    }
}
