package io.mmsroutes.sending.call;

import io.mmsroutes.message.PhoneNumber;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Telnyx's error codes mean, in sentences that staff can act on; the table is {@code telnyx-codes.properties}. */
public final class TelnyxCodes {
    private static final int LONGEST = 160;
    private static final Pattern URL = Pattern.compile("(?i)\\bhttps?://\\S+");
    private static final Pattern NUMBER = Pattern.compile("\\+?\\d[\\d ().-]{5,}\\d");
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
        if (ours == null) {
            return theirs.isEmpty() ? "Telnyx refuses this with %s and gives no reason.".formatted(code) : theirs;
        }
        return theirs.isEmpty() ? ours : "%s Telnyx says: %s".formatted(ours, theirs);
    }

    private static String words(@Nullable String... texts) {
        String all = Stream.of(texts)
                .filter(Objects::nonNull)
                .map(text -> text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip())
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(": "));
        String masked = NUMBER.matcher(URL.matcher(all).replaceAll("…"))
                .replaceAll(number -> new PhoneNumber(number.group()).toString());
        return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + "…";
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
