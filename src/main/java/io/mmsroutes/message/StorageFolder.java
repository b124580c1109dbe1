package io.mmsroutes.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
        return safe.equals(outside) && !safe.isEmpty() ? safe : safe + "_" + shortHash(outside);
    }

    private static String shortHash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
