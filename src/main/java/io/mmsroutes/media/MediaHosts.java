package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import java.net.IDN;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.UnsafeUriCharactersEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts may be asked for media. Allowed ones must have public addresses, and inbound media come from them over https
 * only; trusted ones are named with their port and may be private or plain http.
 */
public final class MediaHosts {
    private final List<String> allowed;
    private final Set<String> trusted;
    private final Set<String> trustedNames;
    private final boolean anyPublic;

    /**
     * @param allowed comma-separated names, exact or {@code *.suffix}
     * @param trusted comma-separated {@code host:port}
     * @param trustedByMode the same, granted by the simulator's own code; empty in live mode
     */
    public MediaHosts(String allowed, String trusted, String trustedByMode) {
        this(allowed, trusted, trustedByMode, false);
    }

    private MediaHosts(String allowed, String trusted, String trustedByMode, boolean anyPublic) {
        this.anyPublic = anyPublic;
        this.allowed = entries(allowed).map(MediaHosts::normalize).toList();
        this.trusted = entries(trusted + "," + trustedByMode)
                .map(MediaHosts::hostAndPort)
                .collect(Collectors.toUnmodifiableSet());
        this.trustedNames = this.trusted.stream()
                .map(entry -> entry.substring(0, entry.lastIndexOf(':')))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** For looking at outbound media, which Telnyx fetches itself: every host with public addresses, over plain http too. */
    public static MediaHosts anyPublic(String trusted, String trustedByMode) {
        return new MediaHosts("", trusted, trustedByMode, true);
    }

    /**
     * Returns the address to ask. Throws {@link Rejected} {@code url-missing}, {@code url-malformed}, {@code
     * url-scheme-refused} or {@code host-not-allowed}; the texts name the host, never the whole URL.
     */
    public URI require(@Nullable String url) {
        if (url == null) {
            throw new Rejected("url-missing", "The webhook gives no URL for this item.");
        }
        URI uri = parse(url);
        String host = host(uri);
        int port = port(uri);
        if (trusted.contains(host + ":" + port)) {
            return uri;
        }
        if (!anyPublic && !"https".equals(scheme(uri))) {
            throw new Rejected(
                    "url-scheme-refused",
                    "Media come over https only; plain http is for hosts in mms.media.trusted-hosts.");
        }
        if (trustedNames.contains(host) || !isAllowed(uri)) {
            throw new Rejected(
                    "host-not-allowed",
                    "%s:%s is not in mms.media.%s-hosts; add it if media do come from there."
                            .formatted(host, port, anyPublic ? "trusted" : "allowed"));
        }
        return uri;
    }

    /** Whether the host is one of the allowed, whatever its scheme and port. */
    boolean isAllowed(URI uri) {
        return anyPublic || allowed.stream().anyMatch(pattern -> matches(pattern, host(uri)));
    }

    /** Only for a name whose every port was let through by {@link #require}. */
    boolean mayBePrivate(String host) {
        return trustedNames.contains(normalize(host));
    }

    /** Telnyx's own hosts are the only ones that may ever see the API key. */
    static boolean isTelnyx(URI uri) {
        return host(uri).endsWith(".telnyx.com");
    }

    private static URI parse(String url) {
        URI uri;
        try {
            // Blanks and the like do occur in file names; java.net.URI wants them escaped.
            uri = URI.create(UnsafeUriCharactersEncoder.encodeHttpURI(url.strip()));
        } catch (IllegalArgumentException e) {
            throw new Rejected("url-malformed", "The media URL is not a URL.");
        }
        String scheme = scheme(uri);
        if (!"https".equals(scheme) && !"http".equals(scheme)) {
            throw new Rejected("url-scheme-refused", "Media come over https only, not over '%s'.".formatted(scheme));
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new Rejected("url-malformed", "The media URL has no plain host, or carries credentials.");
        }
        return uri;
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static String host(URI uri) {
        return normalize(uri.getHost());
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(scheme(uri)) ? 443 : 80;
    }

    private static boolean matches(String pattern, String host) {
        return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
    }

    private static Stream<String> entries(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).filter(entry -> !entry.isEmpty());
    }

    private static String hostAndPort(String entry) {
        int colon = entry.lastIndexOf(':');
        if (colon < 1 || !entry.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "mms.media.trusted-hosts has the entry '%s' without a port: write host:port.".formatted(entry));
        }
        return normalize(entry.substring(0, colon)) + entry.substring(colon);
    }

    private static String normalize(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        String bare = lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
        String undotted = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return undotted.chars().allMatch(c -> c < 128) ? undotted : IDN.toASCII(undotted);
    }
}
