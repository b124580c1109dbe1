package io.mmsroutes.outbound.request;

import io.mmsroutes.media.HttpUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong with a URL that Telnyx or somebody else shall call. It goes out as it is written, so it must be written right;
 * its host is read as {@link HttpUrl} reads it for all. Nothing is looked up.
 */
final class HttpAddress {
    /** Error 10003; developers.telnyx.com, "API error codes". */
    private static final int LONGEST = 2000;

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
        try {
            HttpUrl.parse(uri.toString());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("names no host: write it as https://host/path.");
        }
    }
}
