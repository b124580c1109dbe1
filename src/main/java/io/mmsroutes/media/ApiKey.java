package io.mmsroutes.media;

import java.util.List;

/**
 * Telnyx's API key, for media hosts that want it. Telnyx's pages disagree whether media need it; captures and Telnyx's own
 * code fetch without, so it is the second try.
 *
 * @param value empty when there is none
 * @param hosts that may see it
 */
record ApiKey(String value, List<String> hosts) {
    static final ApiKey NONE = new ApiKey("", List.of());

    boolean mayBeShown(HttpUrl url, int status) {
        return (status == 401 || status == 403)
                && !value.isEmpty()
                && url.isHttps()
                && url.port() == 443
                && MediaHosts.isAmong(hosts, url);
    }

    String authorization() {
        return "Bearer " + value;
    }

    /** Keeps the key out of every log. */
    @Override
    public String toString() {
        return "ApiKey[hosts=%s]".formatted(hosts);
    }
}
