package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an answer: is this the media, or is something else to be asked first? Telnyx's pages disagree whether
 * media need the API key; captures and Telnyx's own code fetch without, so the key is the second try, and for Telnyx's
 * hosts alone.
 */
public final class NextRequest {
    private final FollowRedirect followRedirect;
    private final String apiKey;

    /** @param apiKey {@code telnyx.api-key}; empty when there is none */
    public NextRequest(MediaHosts hosts, String apiKey) {
        this.followRedirect = new FollowRedirect(hosts);
        this.apiKey = apiKey;
    }

    /**
     * Returns the media, or what to ask next; then, and when it throws, the body is closed.
     *
     * @throws TryLater {@code http-<status>} for every answer that is not 200, 401 or 403 excepted at the first time
     * @throws Rejected where a redirect leads to a place that is not allowed, or to a fourth redirect
     */
    public MediaAnswer after(
            MediaAnswer.Ask asked,
            int status,
            @Nullable String location,
            @Nullable String encoding,
            @Nullable InputStream body)
            throws IOException {
        if (status == 200) {
            return new MediaAnswer.Media(body == null ? InputStream.nullInputStream() : body, encoding);
        }
        if (body != null) {
            body.close();
        }
        if (location != null && followRedirect.isOne(status, location)) {
            return new MediaAnswer.Ask(
                    followRedirect.target(asked.uri(), asked.redirects(), location), asked.redirects() + 1, null);
        }
        if ((status == 401 || status == 403) && mayShowKey(asked)) {
            return new MediaAnswer.Ask(asked.uri(), asked.redirects(), "Bearer " + apiKey);
        }
        throw new TryLater("http-" + status, "The host answers %s.".formatted(status));
    }

    private boolean mayShowKey(MediaAnswer.Ask asked) {
        return asked.authorization() == null && !apiKey.isEmpty() && MediaHosts.isTelnyx(asked.uri());
    }
}
