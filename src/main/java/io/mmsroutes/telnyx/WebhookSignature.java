package io.mmsroutes.telnyx;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.failure.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * Telnyx signs {@code timestamp|body} with Ed25519 and sends the signature in {@code telnyx-signature-ed25519} (Base64 of
 * 64 bytes) and the Unix seconds in {@code telnyx-timestamp}. See developers.telnyx.com, "Webhook fundamentals".
 */
public final class WebhookSignature {
    private final List<Signer> signers;
    private final SignatureHeaders headers;
    private final Predicate<byte[]> own;

    /**
     * @param tolerance how far the timestamp may lie from now, in both directions; 300 s in all of Telnyx's SDKs
     */
    public WebhookSignature(TelnyxPublicKey key, Duration tolerance, Clock clock) {
        this(key, tolerance, clock, body -> false);
    }

    /** @param own bodies that this process made itself, and takes without a signature of Telnyx */
    public WebhookSignature(TelnyxPublicKey key, Duration tolerance, Clock clock, Predicate<byte[]> own) {
        this(List.of(new Signer(TelnyxAccount.DEFAULT, key)), tolerance, clock, own);
    }

    private WebhookSignature(List<Signer> signers, Duration tolerance, Clock clock, Predicate<byte[]> own) {
        this.own = own;
        this.signers = List.copyOf(signers);
        this.headers = new SignatureHeaders(tolerance, clock);
        // Tables that the first check would otherwise wait for, with Telnyx waiting too.
        Ed25519.precompute();
    }

    /** By any key of any account. */
    public static WebhookSignature ofAccounts(
            TelnyxAccounts accounts, Duration tolerance, Clock clock, Predicate<byte[]> own) {
        List<Signer> signers = accounts.all().stream()
                .flatMap(account -> account.publicKeys().stream()
                        .map(key -> new Signer(
                                account.name(),
                                new TelnyxPublicKey(key, TelnyxAccount.setting(account.name(), "public-key")))))
                .toList();
        return new WebhookSignature(signers, tolerance, clock, own);
    }

    /**
     * Verifies a request, and says whose key it was.
     *
     * @param body the raw bytes; JSON that was parsed and written again has another signature
     * @param headers hold the two headers of Telnyx; then only {@code mmsKeyFingerprint}, {@code mmsAccount}, {@code mmsSignature} and
     *     {@code mmsTimestamp}, so that nothing else of a caller goes on
     * @throws Rejected {@code signature-missing}, {@code signature-malformed}, {@code signature-stale} or {@code
     *     signature-forged}
     */
    public void identify(byte @Nullable [] body, Map<String, Object> headers) {
        String signature = text(headers.get(SignatureHeaders.SIGNATURE));
        String timestamp = text(headers.get(SignatureHeaders.TIMESTAMP));
        headers.clear();
        Signer signer = signer(body, signature, timestamp);
        headers.put("mmsKeyFingerprint", signer.key().fingerprint());
        headers.put("mmsAccount", signer.account());
        headers.put("mmsSignature", signature);
        headers.put("mmsTimestamp", timestamp);
    }

    /** One that came twice is a list, and no signature. */
    private static @Nullable String text(@Nullable Object header) {
        return header == null ? null : header.toString();
    }

    private Signer signer(byte @Nullable [] body, @Nullable String signature, @Nullable String timestamp) {
        byte[] raw = headers.require(signature, timestamp);
        if (body == null) {
            throw SignatureHeaders.missing();
        }
        byte[] head = (timestamp + "|").getBytes(StandardCharsets.US_ASCII);
        byte[] signed = new byte[head.length + body.length];
        System.arraycopy(head, 0, signed, 0, head.length);
        System.arraycopy(body, 0, signed, head.length, body.length);
        // BouncyCastle verifies about three times as many signatures a second as the JDK does; bench/accept.sh shows
        // it.
        for (Signer signer : signers) {
            if (Ed25519.verify(raw, 0, signer.key().point(), signed, 0, signed.length)) {
                return signer;
            }
        }
        if (!own.test(body)) {
            throw new Rejected("signature-forged", "The signature does not match body and timestamp.");
        }
        return signers.get(0);
    }

    private record Signer(String account, TelnyxPublicKey key) {}
}
