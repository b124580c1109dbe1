package io.mmsroutes.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mmsroutes.inbound.TypeName;
import io.mmsroutes.text.TextDecoder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text in any charset: which bytes are text at all, and which text is a vCard, a calendar, a SMIL, a drawing or a page. What
 * merely begins like one of these is text.
 */
final class TextMedia {
    private static final Pattern CARD = Pattern.compile("(?i)^BEGIN:VCARD[ \\t]*\\R");
    private static final Pattern CALENDAR = Pattern.compile("(?i)^BEGIN:VCALENDAR[ \\t]*\\R");
    private static final Pattern PRESENTED = Pattern.compile(
            "(?i)<(?:[\\w.-]+:)?(?:head|body|layout|par|seq|switch|img|text|ref|audio|video)[\\s/>]|</(?:[\\w.-]+:)?smil\\s*>|<(?:[\\w.-]+:)?smil[^<>]*/>");
    private static final Pattern DRAWN = Pattern.compile("(?i)http://www\\.w3\\.org/2000/svg|</(?:[\\w.-]+:)?svg\\s*>");
    private static final Pattern PAGED = Pattern.compile("(?i)<(?:head|body|title|meta)[\\s/>]|</html\\s*>");
    /** What a page without a head may begin with. */
    private static final Set<String> PARTS_OF_PAGE = Set.of(
            "head", "body", "title", "meta", "link", "script", "style", "h1", "h2", "h3", "div", "p", "center", "table",
            "pre");

    private static final Pattern OBJECT = Pattern.compile("(?s)^(?:\\{\\s*(?:\"|\\}).*|\\[\\s*[\\[{\"\\]].*)");
    /** Letters that a phone's own bugs leave in a text: no more than one of so many. */
    private static final int STRAY = 20;

    private TextMedia() {}

    /**
     * @param contentType as declared, with its charset
     * @return null for what is no text
     */
    static @Nullable TypeName find(MediaBytes bytes, @Nullable TypeName declared, @Nullable String contentType) {
        boolean said = declared != null && declared.isText();
        byte[] head = whole(bytes);
        Charset charset = TextDecoder.charset(head, contentType);
        String text = TextDecoder.decode(head, contentType);
        if (!TextDecoder.isReadable(text) && !(said && isReadableButForStrays(text))) {
            return null;
        }
        boolean guessed = Set.of(ISO_8859_1.name(), "windows-1252").contains(charset.name())
                || (charset.name().startsWith("UTF-16") && !isMarked(head));
        if (guessed && !said && !isMostlyPlain(text)) {
            return null;
        }
        return TypeName.of(type(text.strip(), bytes.isWhole(), declared));
    }

    /** The beginning, without half a letter at its end. */
    private static byte[] whole(MediaBytes bytes) {
        byte[] head = bytes.head();
        int end = head.length;
        if (!bytes.isWhole()) {
            while (end > head.length - 3 && (head[end - 1] & 0xC0) == 0x80) {
                end--;
            }
            end -= head[end - 1] < 0 ? 1 : 0;
            end -= end % 2;
        }
        return Arrays.copyOf(head, end);
    }

    private static boolean isReadableButForStrays(String text) {
        long stray = text.chars()
                .filter(letter -> !TextDecoder.isReadable(String.valueOf((char) letter)))
                .count();
        return text.indexOf(0) < 0 && text.indexOf('\uFFFD') < 0 && stray <= 1 + text.length() / STRAY;
    }

    private static boolean isMarked(byte[] head) {
        return MediaBytes.has(head, 0, "\u00fe\u00ff") || MediaBytes.has(head, 0, "\u00ff\u00fe");
    }

    private static boolean isMostlyPlain(String text) {
        return text.chars().filter(letter -> letter < 0x80).count() * 2 >= text.length();
    }

    private static String type(String text, boolean whole, @Nullable TypeName declared) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (CARD.matcher(text).find() && (!whole || upper.contains("\nEND:VCARD"))) {
            return "text/vcard";
        }
        if (CALENDAR.matcher(text).find() && (!whole || upper.contains("\nEND:VCALENDAR"))) {
            return "text/calendar";
        }
        boolean words = declared != null
                && declared.group().equals("text")
                && !declared.value().equals("text/html");
        if (text.startsWith("<")) {
            return marked(text, whole, words);
        }
        boolean json = OBJECT.matcher(text).matches() && (!whole || text.endsWith("}") || text.endsWith("]"));
        return json && !words ? "application/json" : TypeName.TEXT.value();
    }

    /** Of what is longer than was read, the first element is believed. */
    private static String marked(String text, boolean whole, boolean words) {
        String root = root(text);
        if (root.equals("smil") && (!whole || PRESENTED.matcher(text).find())) {
            return "application/smil";
        }
        if (root.equals("svg") && (!whole || DRAWN.matcher(text).find())) {
            return "image/svg+xml";
        }
        if (root.equals("html") && (!whole || PAGED.matcher(text).find())) {
            return "text/html";
        }
        if (words || root.isEmpty() || root.equals("smil") || root.equals("svg") || root.equals("html")) {
            return TypeName.TEXT.value();
        }
        if (text.regionMatches(true, 0, "<?xml", 0, 5)) {
            return "application/xml";
        }
        return PARTS_OF_PAGE.contains(root) ? "text/html" : TypeName.TEXT.value();
    }

    /** The first element without its prefix, in lower case, or what the document type names; empty where there is neither. */
    private static String root(String text) {
        int at = 0;
        while (at >= 0 && at < text.length()) {
            if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\uFEFF') {
                at++;
            } else if (text.startsWith("<!--", at)) {
                at = behind(text, "-->", at);
            } else if (text.startsWith("<?", at)) {
                at = behind(text, "?>", at);
            } else if (text.regionMatches(true, at, "<!DOCTYPE", 0, 9)) {
                int end = behind(text, ">", at);
                int inner = text.indexOf('[', at);
                at = inner >= 0 && inner < end ? behind(text, "]", inner) : end;
                at = inner >= 0 && at >= 0 && at < text.length() && inner < end ? behind(text, ">", at) : at;
            } else {
                return text.charAt(at) == '<' ? name(text, at + 1) : "";
            }
        }
        return "";
    }

    private static int behind(String text, String end, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? -1 : at + end.length();
    }

    private static String name(String text, int from) {
        int end = from;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || ":_-.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        String name = text.substring(from, end);
        return name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }
}
