package io.mmsroutes.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What S3 tells of an object. Weak against an attacker: it is for the way there, SHA-256 for all else. */
public final class Md5 {
    private Md5() {}

    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
