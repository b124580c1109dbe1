package io.mmsroutes.outbound.call;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words in a page of HTML or XML, as proxies and gateways answer with. Nothing here is strict: a page may be cut off. */
final class Markup {
    private static final int MAX_WORDS = 400;
    private static final Pattern HEADLINE = Pattern.compile("(?is)<(title|h1)[^>]*>(.{1,400}?)(?:</\\1\\s*>|$)");
    private static final Pattern UNSEEN =
            Pattern.compile("(?is)<(script|style|head|noscript)\\b.*?(?:</\\1\\s*>|$)|<!--.*?(?:-->|$)");
    private static final Pattern TAG = Pattern.compile("(?s)<[!/?a-zA-Z][^>]{0,2000}(?:>|$)");
    private static final Pattern ENTITY = Pattern.compile("&(#x?[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp);");

    private Markup() {}

    /** Its title and first headline; its text where it has neither. */
    static String headlines(String html) {
        Set<String> words = new LinkedHashSet<>();
        Matcher headline = HEADLINE.matcher(html);
        while (words.size() < 2 && headline.find()) {
            words.add(plain(headline.group(2)));
        }
        words.removeIf(String::isEmpty);
        String headlines = String.join(": ", words);
        return headlines.isEmpty() ? plain(UNSEEN.matcher(html).replaceAll(" ")) : headlines;
    }

    /** Text without tags, on one line; what was written as an entity is no tag either. */
    static String plain(String text) {
        String plain = ENTITY.matcher(TAG.matcher(text).replaceAll(" ")).replaceAll(entity -> {
            String character = character(entity.group(1));
            return Matcher.quoteReplacement(character);
        });
        // Once more for what was written as entities, so that no markup comes out.
        return shortened(
                TAG.matcher(plain).replaceAll(" ").replaceAll("\\s+", " ").strip());
    }

    private static String character(String entity) {
        return switch (entity) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            case "nbsp" -> " ";
            default -> {
                boolean hex = entity.startsWith("#x");
                if (!hex && !entity.matches("#\\d+")) {
                    yield "";
                }
                int point = Integer.parseInt(entity.substring(hex ? 2 : 1), hex ? 16 : 10);
                yield Character.isValidCodePoint(point) ? Character.toString(point) : "";
            }
        };
    }

    static String shortened(String text) {
        return text.length() <= MAX_WORDS ? text : text.substring(0, MAX_WORDS);
    }
}
