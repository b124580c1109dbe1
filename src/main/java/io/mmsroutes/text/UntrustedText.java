package io.mmsroutes.text;

/** Text from outside may hold signs that neither UTF-8 nor PostgreSQL knows. */
public final class UntrustedText {
    private static final char REPLACEMENT = '\uFFFD';

    private UntrustedText() {}

    /** No NUL, which PostgreSQL refuses, and no half of a surrogate pair, which UTF-8 has no bytes for. */
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign == 0 || (Character.isSurrogate(sign) && !isPair(text, i++))) {
                return false;
            }
        }
        return true;
    }

    /** With U+FFFD in place of what is not storable. */
    public static String storable(String text) {
        if (isStorable(text)) {
            return text;
        }
        StringBuilder storable = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign == 0 || (Character.isSurrogate(sign) && !isPair(text, i))) {
                storable.setCharAt(i, REPLACEMENT);
            } else if (Character.isSurrogate(sign)) {
                i++;
            }
        }
        return storable.toString();
    }

    /** Storable, and cut to the length of its column; never through a surrogate pair. */
    public static String atMost(int length, String text) {
        if (text.length() <= length) {
            return storable(text);
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return storable(text.substring(0, end));
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }
}
