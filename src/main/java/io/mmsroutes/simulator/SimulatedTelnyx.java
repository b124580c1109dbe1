package io.mmsroutes.simulator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys of one run of the simulator. They exist in memory only and are worth nothing anywhere else. */
public final class SimulatedTelnyx {
    private final KeyPair keys;
    private final String apiKey = "SIMULATED" + UUID.randomUUID();

    private SimulatedTelnyx(KeyPair keys) {
        this.keys = keys;
    }

    public static SimulatedTelnyx withThrowAwayKeys() {
        try {
            return new SimulatedTelnyx(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }

    /** In the X.509 form, Base64. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    public String apiKey() {
        return apiKey;
    }

    boolean isKnown(@Nullable String authorization) {
        return ("Bearer " + apiKey).equals(authorization);
    }

    /** The value of {@code telnyx-signature-ed25519} for a body sent at that time. */
    public String sign(byte[] body, long unixSeconds) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update((unixSeconds + "|").getBytes(StandardCharsets.US_ASCII));
            signature.update(body);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a generated key signs", e);
        }
    }
}
