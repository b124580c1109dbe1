package io.mmsroutes.telnyx;

import io.mmsroutes.failure.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * Telnyx signs {@code timestamp|body} with Ed25519 and sends the signature in {@code telnyx-signature-ed25519} (Base64 of
 * 64 bytes) and the Unix seconds in {@code telnyx-timestamp}. See developers.telnyx.com, "Webhook fundamentals".
 */
public final class WebhookSignature {
    private static final Pattern UNIX_SECONDS = Pattern.compile("\\d{1,12}");

    private final Ed25519.PublicPoint key;
    private final Duration tolerance;
    private final Clock clock;

    /**
     * @param tolerance how far the timestamp may lie from now, in both directions; 300 s in all of Telnyx's SDKs
     */
    public WebhookSignature(TelnyxPublicKey key, Duration tolerance, Clock clock) {
        this.key = key.point();
        this.tolerance = tolerance;
        this.clock = clock;
        // Tables that the first check would otherwise wait for, with Telnyx waiting too.
        Ed25519.precompute();
    }

    /**
     * Throws {@link Rejected} with {@code signature-missing}, {@code signature-malformed}, {@code signature-stale} or
     * {@code signature-forged}.
     *
     * @param body the raw bytes; JSON that was parsed and written again has another signature
     */
    public void verify(byte @Nullable [] body, @Nullable String signature, @Nullable String timestamp) {
        if (body == null || signature == null || timestamp == null) {
            throw new Rejected("signature-missing", "The request does not carry the two signature headers of Telnyx.");
        }
        byte[] raw = decode(signature);
        requireFresh(timestamp);
        byte[] head = (timestamp + "|").getBytes(StandardCharsets.US_ASCII);
        byte[] signed = new byte[head.length + body.length];
        System.arraycopy(head, 0, signed, 0, head.length);
        System.arraycopy(body, 0, signed, head.length, body.length);
        // BouncyCastle verifies about three times as many signatures a second as the JDK does; bench/accept.sh shows
        // it.
        if (!Ed25519.verify(raw, 0, key, signed, 0, signed.length)) {
            throw new Rejected("signature-forged", "The signature does not match body and timestamp.");
        }
    }

    private static byte[] decode(String signature) {
        try {
            byte[] raw = Base64.getDecoder().decode(signature);
            if (raw.length == Ed25519.SIGNATURE_SIZE) {
                return raw;
            }
        } catch (IllegalArgumentException e) {
            // told below, as any other unusable header
        }
        throw new Rejected("signature-malformed", "telnyx-signature-ed25519 is not Base64 of 64 bytes.");
    }

    private void requireFresh(String timestamp) {
        if (!UNIX_SECONDS.matcher(timestamp).matches()) {
            throw new Rejected("signature-malformed", "telnyx-timestamp is not a number of Unix seconds.");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        if (age.abs().compareTo(tolerance) > 0) {
            throw new Rejected(
                    "signature-stale",
                    "telnyx-timestamp is more than %d s away from now.".formatted(tolerance.toSeconds()));
        }
    }
}
