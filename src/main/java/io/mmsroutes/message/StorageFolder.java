package io.mmsroutes.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.Sha256;

/**
 * The folder of one message in storage. Sender and message id come from outside, so neither can name a folder other than
 * its own: anything but letters, digits, {@code +}, {@code -} and {@code _} is replaced, and whatever had to be changed
 * gets a piece of its own hash behind it, so that two names never become one.
 */
final class StorageFolder {
    private static final int LONGEST = 64;

    private StorageFolder() {}

    static String of(String sender, String messageId) {
        return "mms/%s/%s".formatted(segment(sender), segment(messageId));
    }

    static String segment(String outside) {
        String safe = outside.replaceAll("[^A-Za-z0-9+_-]", "_");
        if (safe.length() > LONGEST) {
            safe = safe.substring(0, LONGEST);
        }
        return safe.equals(outside) && !safe.isEmpty()
                ? safe
                : safe + "_" + Sha256.hex(outside.getBytes(UTF_8)).substring(0, 8);
    }
}
