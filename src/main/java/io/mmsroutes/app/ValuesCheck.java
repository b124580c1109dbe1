package io.mmsroutes.app;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.settings.Mode;
import io.mmsroutes.settings.Settings;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values that would start and not be safe, or not work. What may be meant is said in the log; what cannot be is refused. */
final class ValuesCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ValuesCheck.class);

    /** Keys that callers of the gateway show, made by whoever runs it. */
    private static final List<String> OWN_KEYS = List.of("mms.api-key", "mms.admin-key");

    /** Go into a header of HTTP as they are. */
    private static final List<String> HEADER_KEYS = List.of("mms.api-key", "mms.admin-key", "telnyx.api-key");

    private static final List<String> FOLDERS =
            List.of("mms.data-dir", "mms.outbox.folder", "camel.kamelet.media-store-file-sink.directory");

    /** Where secrets, media or numbers go, and plain HTTP is a choice that somebody may have made. */
    private static final List<String> URLS = List.of(
            "mms.public-url",
            "camel.kamelet.media-store-s3-sink.endpoint",
            "camel.kamelet.media-store-gcs-sink.endpoint",
            "camel.kamelet.message-sink-http-sink.url");

    private static final int SHORT = 16;

    /** Folders stand in endpoints and in the database's URL, where these have a meaning. */
    private static final Pattern NOT_IN_FOLDERS = Pattern.compile("[\\p{Cc};?#%&+{}$\"'<>|*^`]");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
    private static final Set<String> HERE = Set.of("localhost", "[::1]", "::1");

    private final Settings settings;

    ValuesCheck(Settings settings) {
        this.settings = settings;
    }

    /** @throws IllegalArgumentException with a sentence that names the setting and the fix */
    void require() {
        Stream.concat(HEADER_KEYS.stream(), namedKeys()).forEach(this::requireOneLine);
        FOLDERS.forEach(this::requireFolder);
        requireTls("telnyx.api-url");
        Stream.concat(OWN_KEYS.stream(), settings.callers().stream().map(caller -> "mms.api-keys." + caller.name()))
                .forEach(this::warnOfShort);
        URLS.forEach(this::warnOfPlain);
    }

    private Stream<String> namedKeys() {
        return Stream.concat(
                settings.callers().stream().map(caller -> "mms.api-keys." + caller.name()),
                settings.accounts().all().stream().map(account -> TelnyxAccount.setting(account.name(), "api-key")));
    }

    private void requireOneLine(String key) {
        if (CONTROL.matcher(settings.get(key)).find()) {
            throw new IllegalArgumentException(
                    "%s has a line break or a control character in it: write it on one line.".formatted(key));
        }
    }

    private void requireFolder(String key) {
        String folder = key.equals("mms.data-dir") ? settings.dataDir().toString() : settings.get(key);
        if (NOT_IN_FOLDERS.matcher(folder).find()) {
            throw new IllegalArgumentException(
                    "The folder of %s, %s, has a sign in its name that cannot be used: letters, digits, blanks and - _ . , @ ( ) can."
                            .formatted(key, CONTROL.matcher(folder).replaceAll("?")));
        }
    }

    /** The API key goes there. */
    private void requireTls(String key) {
        if (settings.mode() == Mode.LIVE && isPlainElsewhere(settings.get(key))) {
            throw new IllegalArgumentException(
                    "%s is a URL of http, and the API key would be readable on its way: write https.".formatted(key));
        }
    }

    private void warnOfShort(String key) {
        int length = settings.get(key).length();
        if (length > 0 && length < SHORT) {
            LOG.warn(
                    "{} has only {} characters and can be guessed: make one with openssl rand -base64 32", key, length);
        }
    }

    private void warnOfPlain(String key) {
        if (isPlainElsewhere(settings.get(key))) {
            LOG.warn("{} is a URL of http: what goes there can be read and changed on its way, write https", key);
        }
    }

    private static boolean isPlainElsewhere(String url) {
        try {
            URI uri = URI.create(url);
            String host = String.valueOf(uri.getHost());
            return "http".equalsIgnoreCase(uri.getScheme()) && !HERE.contains(host) && !host.startsWith("127.");
        } catch (IllegalArgumentException e) {
            return false; // told where it is used
        }
    }
}
