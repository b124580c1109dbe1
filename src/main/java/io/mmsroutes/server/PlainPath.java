package io.mmsroutes.server;

import java.util.regex.Pattern;

/**
 * A path that means the same to every server that it passes. One with dot segments may be allowed by a balancer as it is
 * written, and be another one for the server behind.
 */
final class PlainPath {
    /** How often something may be encoded before it counts as an attempt. */
    private static final int DEEPEST = 3;

    /** Dot segments, with or without parameters; empty segments; backslashes; controls; and bytes that no UTF-8 has. */
    private static final Pattern ODD =
            Pattern.compile("(^|/)\\.{1,2}(;[^/]*)?(/|$)|//|\\\\|[\\x00-\\x1f\\x7f\\u00c0\\u00c1]");

    private static final Pattern NO_ESCAPE = Pattern.compile("%(?!\\p{XDigit}{2})");

    private PlainPath() {}

    /** @param path as it came, percent signs and all */
    static boolean is(String path) {
        if (NO_ESCAPE.matcher(path).find()) {
            return false;
        }
        String read = path;
        for (int depth = 0; depth < DEEPEST; depth++) {
            if (ODD.matcher(read).find()) {
                return false;
            }
            if (read.indexOf('%') < 0) {
                return true;
            }
            read = decoded(read);
        }
        return !ODD.matcher(read).find() && read.equals(decoded(read));
    }

    /** Byte by byte; what is no escape stays. */
    private static String decoded(String path) {
        StringBuilder decoded = new StringBuilder(path.length());
        for (int at = 0; at < path.length(); at++) {
            int value = path.charAt(at) == '%' && at + 2 < path.length() ? hex(path, at + 1) : -1;
            decoded.append(value < 0 ? path.charAt(at) : (char) value);
            at += value < 0 ? 0 : 2;
        }
        return decoded.toString();
    }

    private static int hex(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
