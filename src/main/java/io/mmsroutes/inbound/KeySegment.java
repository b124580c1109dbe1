package io.mmsroutes.inbound;

import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * One word of a name in storage that comes from outside, so that it can name nothing but itself: anything but letters,
 * digits, {@code +}, {@code -} and {@code _} is replaced, and whatever had to be changed gets a piece of its own hash
 * behind it, so that two names never become one.
 */
final class KeySegment {
    private static final int LONGEST = 64;
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9+_-]");

    private KeySegment() {}

    static String of(String outside) {
        String safe = OTHER.matcher(outside).replaceAll("_");
        if (safe.length() > LONGEST) {
            safe = safe.substring(0, LONGEST);
        }
        return safe.equals(outside) && !safe.isEmpty()
                ? safe
                : safe + "_" + DigestUtils.sha256Hex(outside).substring(0, 8);
    }
}
