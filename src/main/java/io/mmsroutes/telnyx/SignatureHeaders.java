package io.mmsroutes.telnyx;

import io.mmsroutes.failure.Rejected;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** The two headers that a webhook is signed in, as far as they can be judged without its body. */
public final class SignatureHeaders {
    /** Base64 of 64 bytes. */
    public static final String SIGNATURE = "telnyx-signature-ed25519";

    /** Unix seconds. */
    public static final String TIMESTAMP = "telnyx-timestamp";

    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,12}");

    private final Duration tolerance;
    private final Clock clock;

    /** @param tolerance how far the timestamp may lie from now, in both directions */
    public SignatureHeaders(Duration tolerance, Clock clock) {
        this.tolerance = tolerance;
        this.clock = clock;
    }

    /**
     * Returns the 64 bytes of the signature.
     *
     * @throws Rejected {@code signature-missing}, {@code signature-malformed} or {@code signature-stale}
     */
    public byte[] require(@Nullable String signature, @Nullable String timestamp) {
        if (signature == null || timestamp == null) {
            throw missing();
        }
        byte[] raw = decode(signature);
        requireFresh(timestamp);
        return raw;
    }

    static Rejected missing() {
        return new Rejected("signature-missing", "The request does not carry the two signature headers of Telnyx.");
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
                    "telnyx-timestamp is more than %s s away from now.".formatted(tolerance.toSeconds()));
        }
    }
}
