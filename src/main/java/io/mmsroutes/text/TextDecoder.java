package io.mmsroutes.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.Character.UnicodeBlock;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Text whose charset is told by its bytes, or by what was said of it where the bytes do not contradict. */
public final class TextDecoder {
    private static final Pattern DECLARED = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([a-z0-9._:+-]{1,40})");
    private static final Pattern IN_XML =
            Pattern.compile("(?is)^\\s*<\\?xml\\s[^>]{0,80}?encoding\\s*=\\s*[\"']([a-z0-9._:+-]{1,40})[\"']");
    /** As vCards of version 2.1 have it, property by property. */
    private static final Pattern IN_CARD =
            Pattern.compile("(?is)^\\s*BEGIN:VCARD\\s.{0,900}?;CHARSET=([a-z0-9._+-]{1,40})");
    /** Characters at the beginning in which a text may name its charset. */
    private static final int MAX_DECLARATION = 1000;

    private static final Set<UnicodeBlock> JAPANESE = Set.of(
            UnicodeBlock.HIRAGANA,
            UnicodeBlock.KATAKANA,
            UnicodeBlock.CJK_UNIFIED_IDEOGRAPHS,
            UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
            UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS);
    private static final Set<UnicodeBlock> KANA = Set.of(UnicodeBlock.HIRAGANA, UnicodeBlock.KATAKANA);

    private TextDecoder() {}

    public static String decode(byte[] bytes) {
        return decode(bytes, null);
    }

    /** @param contentType with the charset that was declared, if any. The mark in front and zeros at the end are left out. */
    public static String decode(byte[] bytes, @Nullable String contentType) {
        String text = new String(bytes, charset(bytes, contentType));
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        int end = text.length();
        while (end > start && text.charAt(end - 1) == 0) {
            end--;
        }
        return text.substring(start, end);
    }

    /** By its byte order mark, else UTF-8, else as declared, else what it looks like, else one that reads anything. */
    public static Charset charset(byte[] bytes, @Nullable String contentType) {
        return marked(bytes)
                .or(() -> plain(bytes))
                .or(() -> declared(bytes, contentType))
                .or(() -> unmarked(bytes))
                .or(() -> named("windows-31j").filter(charset -> isJapanese(bytes, charset)))
                .or(() -> named("windows-1252")
                        .filter(charset -> strictly(bytes, charset).isPresent()))
                .orElse(ISO_8859_1);
    }

    private static Optional<Charset> marked(byte[] bytes) {
        if (begins(bytes, 0xEF, 0xBB, 0xBF)) {
            return Optional.of(UTF_8);
        }
        if (begins(bytes, 0xFF, 0xFE, 0, 0)) {
            return named("UTF-32LE");
        }
        if (begins(bytes, 0, 0, 0xFE, 0xFF)) {
            return named("UTF-32BE");
        }
        if (begins(bytes, 0xFE, 0xFF)) {
            return Optional.of(UTF_16BE);
        }
        return begins(bytes, 0xFF, 0xFE) ? Optional.of(UTF_16LE) : Optional.empty();
    }

    /** Zeros within are UTF-16's, and escapes ISO 2022's, which are both UTF-8 by the letter. */
    private static Optional<Charset> plain(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (bytes[i] == 0) {
                return Optional.empty();
            }
            if (bytes[i] == 0x1B && i + 1 < end && (bytes[i + 1] == '$' || bytes[i + 1] == '(')) {
                return named("ISO-2022-JP")
                        .filter(charset -> strictly(bytes, charset).isPresent());
            }
        }
        return strictly(bytes, UTF_8).map(text -> UTF_8);
    }

    private static Optional<Charset> declared(byte[] bytes, @Nullable String contentType) {
        String start = new String(bytes, 0, Math.min(bytes.length, MAX_DECLARATION), ISO_8859_1);
        return Stream.of(
                        found(DECLARED, contentType == null ? "" : contentType),
                        found(IN_XML, start),
                        found(IN_CARD, start))
                .flatMap(Optional::stream)
                .flatMap(name -> named(name).stream())
                .filter(charset ->
                        strictly(bytes, charset).filter(TextDecoder::isReadable).isPresent())
                .findFirst();
    }

    private static Optional<String> found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** UTF-16 without a mark: the order of bytes in which it is letters, and mostly common ones. */
    private static Optional<Charset> unmarked(byte[] bytes) {
        double little = commonLetters(bytes, UTF_16LE);
        double big = commonLetters(bytes, UTF_16BE);
        if (Math.max(little, big) < 0.5) {
            return Optional.empty();
        }
        return Optional.of(little >= big ? UTF_16LE : UTF_16BE);
    }

    private static double commonLetters(byte[] bytes, Charset charset) {
        if (bytes.length < 2 || bytes.length % 2 != 0) {
            return 0;
        }
        return strictly(bytes, charset)
                .filter(TextDecoder::isReadable)
                .map(text -> (double) text.chars().filter(TextDecoder::isCommon).count() / text.length())
                .orElse(0.0);
    }

    /** Alphabets of one byte each, and the kana; not the tens of thousands that any two bytes are. */
    private static boolean isCommon(int letter) {
        return letter < 0x0700 || (letter >= 0x3000 && letter < 0x3100);
    }

    private static boolean isJapanese(byte[] bytes, Charset charset) {
        Optional<String> text = strictly(bytes, charset);
        if (text.isEmpty()) {
            return false;
        }
        return text.get().chars().anyMatch(letter -> KANA.contains(UnicodeBlock.of(letter)))
                && text.get().chars().allMatch(letter -> letter < 0x80 || JAPANESE.contains(UnicodeBlock.of(letter)));
    }

    /** Whether there are only letters, blanks and ends of lines in it. */
    public static boolean isReadable(String text) {
        return text.codePoints()
                .allMatch(letter -> letter >= ' '
                        ? letter != 0x7F
                                && Character.isDefined(letter)
                                && Character.getType(letter) != Character.PRIVATE_USE
                        : (letter >= '\b' && letter <= '\r') || letter == 0x1A || letter == 0x1B);
    }

    private static Optional<String> strictly(byte[] bytes, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Charset> named(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    private static boolean begins(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
