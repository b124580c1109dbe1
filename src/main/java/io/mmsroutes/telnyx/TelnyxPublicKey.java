package io.mmsroutes.telnyx;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The Ed25519 key that signs an account's webhooks, as the portal shows it under "Keys &amp; Credentials". */
public final class TelnyxPublicKey {
    /** ASN.1 head of an Ed25519 SubjectPublicKeyInfo, RFC 8410 section 4. */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Ed25519.PublicPoint point;
    private final String fingerprint;

    /**
     * @param text Base64 of the 32 raw bytes; or of the X.509 form (44 bytes), with or without PEM lines
     * @throws IllegalArgumentException with a sentence that says what is wrong with {@code telnyx.public-key}
     */
    public TelnyxPublicKey(String text) {
        this(text, "telnyx.public-key");
    }

    /** @param setting where the key is written */
    public TelnyxPublicKey(String text, String setting) {
        byte[] raw = rawBytes(text, setting);
        Ed25519.PublicPoint decoded = Ed25519.validatePublicKeyPartialExport(raw, 0);
        if (decoded == null) {
            throw unusable(setting, "its 32 bytes are no point on the Ed25519 curve");
        }
        this.point = decoded;
        this.fingerprint = DigestUtils.sha256Hex(raw).substring(0, 16);
    }

    /** The point, decoded once: that is the costly part of a check. */
    Ed25519.PublicPoint point() {
        return point;
    }

    /** First 16 hex digits of the SHA-256 of the raw key: tells in a manifest which key vouched for a message. */
    public String fingerprint() {
        return fingerprint;
    }

    private static byte[] rawBytes(String text, String setting) {
        String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw unusable(setting, "it is not Base64");
        }
        if (bytes.length == 32) {
            return bytes;
        }
        if (bytes.length == 44 && Arrays.equals(X509_HEAD, Arrays.copyOf(bytes, X509_HEAD.length))) {
            return Arrays.copyOfRange(bytes, X509_HEAD.length, bytes.length);
        }
        throw unusable(
                setting, "it holds %s bytes; an Ed25519 key has 32, or 44 in its X.509 form".formatted(bytes.length));
    }

    private static IllegalArgumentException unusable(String setting, String why) {
        return new IllegalArgumentException(
                "%s is not usable: %s. Copy it anew from the Telnyx portal, Keys & Credentials > Public Key."
                        .formatted(setting, why));
    }
}
