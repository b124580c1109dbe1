package io.mmsroutes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Text from outside: its charset, and the signs in it that neither UTF-8 nor PostgreSQL knows. */
public final class OutsideText {
    private static final char REPLACEMENT = '\uFFFD';

    private OutsideText() {}

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

    /** By its byte order mark, else UTF-8, else ISO-8859-1, which reads anything. The mark is left out. */
    public static String decode(byte[] bytes) {
        if (begins(bytes, 0xFE, 0xFF)) {
            return new String(bytes, 2, bytes.length - 2, UTF_16BE);
        }
        if (begins(bytes, 0xFF, 0xFE)) {
            return new String(bytes, 2, bytes.length - 2, UTF_16LE);
        }
        int mark = begins(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, ISO_8859_1);
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
