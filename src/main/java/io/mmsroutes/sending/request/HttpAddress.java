package io.mmsroutes.sending.request;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong with a URL that Telnyx or somebody else shall call. Nothing is looked up. */
final class HttpAddress {
    /** Error 10003; developers.telnyx.com, "API error codes". */
    private static final int LONGEST = 2000;

    /** Not {@link URI#getHost()}: that finds none where a name has an underscore, as buckets do. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^@:\\[\\]]+)(:\\d{1,5})?");

    private HttpAddress() {}

    /** The end of a sentence that begins with the field's name; empty when nothing is wrong. */
    static Optional<String> fault(String url) {
        if (url.isBlank()) {
            return Optional.of("is empty: write a URL, or leave it out.");
        }
        if (url.length() > LONGEST) {
            return Optional.of("has %s characters; a URL may have %s.".formatted(url.length(), LONGEST));
        }
        try {
            return fault(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.of(
                    "is no URL: character %s cannot stand there. Blanks are written %%20, and other signs likewise."
                            .formatted(e.getIndex() + 1));
        }
    }

    private static Optional<String> fault(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme)) {
            return Optional.of("must begin with https:// or http://.");
        }
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        if (authority.contains("@")) {
            return Optional.of("holds a user or password: nobody would show them there. Leave them out.");
        }
        return HOST_AND_PORT.matcher(authority).matches()
                ? Optional.empty()
                : Optional.of("names no host: write it as https://host/path.");
    }
}
