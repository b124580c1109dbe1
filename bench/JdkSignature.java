package bench;

import io.mmsroutes.failure.Rejected;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** What io.mmsroutes.telnyx.WebhookSignature does, with the Ed25519 that every JDK has: for comparison only. */
public final class JdkSignature {
    private static final String X509_HEAD = "302a300506032b6570032100";

    private final PublicKey key;

    public JdkSignature(String rawKey) throws GeneralSecurityException {
        String point = HexFormat.of().formatHex(Base64.getDecoder().decode(rawKey));
        this.key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(X509_HEAD + point)));
    }

    public void verify(byte[] body, String signature, String timestamp) throws GeneralSecurityException {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key);
        check.update((timestamp + "|").getBytes(StandardCharsets.US_ASCII));
        check.update(body);
        if (!check.verify(Base64.getDecoder().decode(signature))) {
            throw new Rejected("signature-forged", "The signature does not match body and timestamp.");
        }
    }
}
