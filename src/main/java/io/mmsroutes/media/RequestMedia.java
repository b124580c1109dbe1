package io.mmsroutes.media;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the request for one piece of media, for {@link GuardedClient}, and reads the head of the answer: is this the media? */
public final class RequestMedia {
    /** Successes that bring something else, later, nothing or a part (RFC 9110, 15.3); an unknown one counts as 200. */
    private static final Set<Integer> OTHER_SUCCESSES = Set.of(201, 202, 204, 205, 206, 207, 208);

    private static final Pattern RANGE = Pattern.compile("bytes\\s+0-(\\d{1,18})/(\\d{1,18})");

    /**
     * @param message whose media it is; null for what is not of a message, and is the default account's
     * @param headers get method, URL, the encoding that is wanted: none, and the account whose API key may be shown, in place of what
     *     they hold
     */
    public void write(@Nullable InboundMessage message, MediaItem item, Map<String, Object> headers) {
        headers.clear();
        headers.put("CamelHttpMethod", "GET");
        headers.put(HttpUrl.HEADER, item.announced().url());
        headers.put("Accept-Encoding", "identity");
        headers.put(
                FollowRedirects.ACCOUNT,
                message == null ? TelnyxAccount.DEFAULT : message.event().account());
    }

    /**
     * Returns the bytes, inflated; when it throws, the body is closed.
     *
     * @param encoding value of Content-Encoding, or null
     * @param range value of Content-Range, or null
     * @throws TryLater {@code http-<status>} for an answer that is not the media, {@code encoding-unknown} or {@code
     *     encoding-broken}
     */
    public MediaAnswer answer(int status, @Nullable String encoding, @Nullable String range, @Nullable InputStream body)
            throws IOException {
        InputStream bytes = body == null ? InputStream.nullInputStream() : body;
        try {
            if (!isWhole(status, range)) {
                throw new TryLater("http-" + status, "The host answers %s.".formatted(status));
            }
            return new MediaAnswer(ContentEncoding.decode(bytes, encoding));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static boolean isWhole(int status, @Nullable String range) {
        if (status == 206 && range != null) {
            Matcher part = RANGE.matcher(range.strip());
            return part.matches() && Long.parseLong(part.group(1)) + 1 == Long.parseLong(part.group(2));
        }
        return status / 100 == 2 && !OTHER_SUCCESSES.contains(status);
    }
}
