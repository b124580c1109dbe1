package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        this.allowed = names(allowed);
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
    public HttpUrl require(@Nullable String url) {
        if (url == null) {
            throw new Rejected("url-missing", "The webhook gives no URL for this item.");
        }
        try {
            return judge(HttpUrl.parse(url));
        } catch (IllegalArgumentException e) {
            throw new Rejected("url-malformed", "The media URL is not a URL, or has no plain host.");
        }
    }

    /** The same for an address that was read already. */
    HttpUrl judge(HttpUrl url) {
        if (trusted.contains(url.host() + ":" + url.port())) {
            return url;
        }
        if (!anyPublic && !url.isHttps()) {
            throw new Rejected(
                    "url-scheme-refused",
                    "Media come over https only; plain http is for hosts in mms.media.trusted-hosts.");
        }
        if (trustedNames.contains(url.host()) || !isAllowed(url)) {
            throw new Rejected(
                    "host-not-allowed",
                    "%s:%s is not in mms.media.%s-hosts; add it if media do come from there."
                            .formatted(url.host(), url.port(), anyPublic ? "trusted" : "allowed"));
        }
        return url;
    }

    /** Whether the host is one of the allowed, whatever its scheme and port. */
    boolean isAllowed(HttpUrl url) {
        return anyPublic || isAmong(allowed, url);
    }

    /** Only for a name whose every port was let through by {@link #judge}. */
    boolean mayBePrivate(String host) {
        return trustedNames.contains(normalize(host));
    }

    /** @param names exact or {@code *.suffix}, as {@link #names} makes them */
    static boolean isAmong(List<String> names, HttpUrl url) {
        return names.stream().anyMatch(pattern -> matches(pattern, url.host()));
    }

    /** @param list separated by commas */
    static List<String> names(String list) {
        return entries(list).map(MediaHosts::normalize).toList();
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

    private static String normalize(String entry) {
        try {
            return entry.startsWith("*.") ? "*." + HttpUrl.host(entry.substring(2)) : HttpUrl.host(entry);
        } catch (IllegalArgumentException e) {
            return entry; // names no host, and so lets none through
        }
    }
}
