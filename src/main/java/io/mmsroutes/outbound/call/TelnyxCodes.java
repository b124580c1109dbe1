package io.mmsroutes.outbound.call;

import io.mmsroutes.inbound.PhoneNumber;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.jspecify.annotations.Nullable;

/** What Telnyx's error codes mean, in sentences that staff can act on; the table is {@code telnyx-codes.properties}. */
public final class TelnyxCodes {
    private static final int LONGEST = 160;
    private static final String HTTP = "http-";
    private static final Pattern URL = Pattern.compile("(?i)\\bhttps?://\\S+");
    /** A bearer key, Telnyx's own among them, what follows a word for one, and any long run of letters and digits. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)\\b(?:bearer|basic|token|secret|password|api[ _-]?key)\\b[\"'\\s:=]{1,3}[^\\s\"',;]{6,}|\\bKEY[0-9A-Z][\\w-]{5,}|[\\w+/-]{32,}=*");
    /** Controls, and what turns or hides the text around it. */
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cs}\u2028\u2029]+");

    private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,64}@[\\w.-]{1,255}");
    private static final Pattern NUMBER = Pattern.compile("\\+?\\d[\\d ().-]{5,}\\d");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int MAX_READ = 2_000;
    private static final Properties SENTENCES = load();

    private TelnyxCodes() {}

    /**
     * Returns the sentence for a code, with Telnyx's own words behind it where there are any; for a code that we do not know,
     * Telnyx's words alone. They are shortened, and hold neither phone numbers nor URLs.
     *
     * @param code Telnyx's number, or {@code http-<status>}
     */
    public static String sentence(String code, @Nullable String title, @Nullable String detail) {
        String ours = SENTENCES.getProperty(code);
        String theirs = ours == null ? words(title, detail) : words(detail);
        if (code.startsWith(HTTP)) {
            return answered(code.substring(HTTP.length()), ours, words(title, detail));
        }
        if (ours == null) {
            return theirs.isEmpty() ? "Telnyx refuses this with %s and gives no reason.".formatted(code) : theirs;
        }
        return theirs.isEmpty() ? ours : "%s Telnyx says: %s".formatted(ours, theirs);
    }

    /** An answer without a code of Telnyx's: it may be a proxy's. */
    private static String answered(String status, @Nullable String ours, String theirs) {
        String phrase = status.matches("[1-5]\\d\\d")
                ? EnglishReasonPhraseCatalog.INSTANCE.getReason(Integer.parseInt(status), Locale.ROOT)
                : null;
        String lead = ours != null
                ? ours
                : "The answer is %s%s, without a code of Telnyx's."
                        .formatted(status, phrase == null ? "" : " " + phrase);
        return theirs.isEmpty() ? lead : "%s The answer says: %s".formatted(lead, theirs);
    }

    private static String words(@Nullable String... texts) {
        String all = Stream.of(texts)
                .filter(Objects::nonNull)
                .map(text -> UNSEEN.matcher(shortened(text, MAX_READ))
                        .replaceAll(" ")
                        .replaceAll("[<>]", " ")
                        .strip())
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(": "));
        String safe = SECRET.matcher(URL.matcher(all).replaceAll("…")).replaceAll(TelnyxCodes::shown);
        String masked = NUMBER.matcher(EMAIL.matcher(safe).replaceAll("…"))
                .replaceAll(number -> new PhoneNumber(number.group()).toString());
        return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + "…";
    }

    /** An id as Telnyx writes them is no secret, and helps its support to find the request. */
    private static String shown(MatchResult secret) {
        boolean id = UUID_FORM.matcher(secret.group()).matches();
        return id ? secret.group() : "…";
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static Properties load() {
        Properties sentences = new Properties();
        try (InputStream in =
                Objects.requireNonNull(TelnyxCodes.class.getResourceAsStream("telnyx-codes.properties"))) {
            sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sentences;
    }
}
