package io.mmsroutes.link;

import io.mmsroutes.failure.Rejected;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The part of a link that opens it: 57 bytes in base64url, 76 characters without padding or slack bits, so that no two texts
 * are the same token. A version, when it ends in seconds since 1970, what it opens, and an HMAC-SHA256 over all three, whole.
 *
 * @param link 32 hex digits that name a place in a store
 * @param until to the second
 */
record LinkToken(String link, Instant until) {
    private static final byte VERSION = 1;
    private static final int SIGNED = 1 + Long.BYTES + 16;
    private static final int LENGTH = (SIGNED + 32) / 3 * 4;
    private static final String ALGORITHM = "HmacSHA256";

    String sign(byte[] secret) {
        byte[] signed = ByteBuffer.allocate(SIGNED)
                .put(VERSION)
                .putLong(until.getEpochSecond())
                .put(HexFormat.of().parseHex(link))
                .array();
        byte[] token = Arrays.copyOf(signed, SIGNED + 32);
        System.arraycopy(mac(signed, secret), 0, token, SIGNED, 32);
        return Base64.getUrlEncoder().encodeToString(token);
    }

    /** Throws {@link Rejected} {@code link-unknown} for what we did not sign; whether its time is over is not looked at. */
    static LinkToken verify(String text, byte[] secret) {
        byte[] token = decode(text);
        byte[] signed = Arrays.copyOf(token, SIGNED);
        if (!MessageDigest.isEqual(mac(signed, secret), Arrays.copyOfRange(token, SIGNED, token.length))
                || signed[0] != VERSION) {
            throw unknown();
        }
        ByteBuffer fields = ByteBuffer.wrap(signed, 1, SIGNED - 1);
        Instant until = Instant.ofEpochSecond(fields.getLong());
        return new LinkToken(HexFormat.of().formatHex(signed, SIGNED - 16, SIGNED), until);
    }

    static Rejected unknown() {
        return new Rejected("link-unknown", "There is nothing here.");
    }

    private static byte[] decode(String text) {
        if (text.length() != LENGTH) {
            throw unknown();
        }
        try {
            byte[] token = Base64.getUrlDecoder().decode(text);
            if (token.length == SIGNED + 32) {
                return token;
            }
        } catch (IllegalArgumentException e) {
            // no base64
        }
        throw unknown();
    }

    private static byte[] mac(byte[] signed, byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
