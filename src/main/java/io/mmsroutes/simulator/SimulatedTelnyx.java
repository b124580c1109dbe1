package io.mmsroutes.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys of one run of the simulator. They exist in memory only and are worth nothing anywhere else. */
public final class SimulatedTelnyx {
    /** Of an Ed25519 key; the X.509 form puts 12 bytes before it. */
    private static final int KEY_BYTES = 32;

    private final KeyPair keys;
    private final Clock clock;
    private final String apiKey = "SIMULATED" + UUID.randomUUID();

    private SimulatedTelnyx(KeyPair keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    public static SimulatedTelnyx withThrowAwayKeys() {
        return withThrowAwayKeys(Clock.systemUTC());
    }

    static SimulatedTelnyx withThrowAwayKeys(Clock clock) {
        try {
            return new SimulatedTelnyx(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), clock);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }

    /** Base64 of the raw 32 bytes, as the Telnyx portal shows it and SDKs take it. */
    public String publicKey() {
        byte[] x509 = keys.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(x509, x509.length - KEY_BYTES, x509.length));
    }

    public String apiKey() {
        return apiKey;
    }

    /** With them another gateway can take the simulator for its Telnyx. */
    public Keys keys() {
        return new Keys(publicKey(), apiKey());
    }

    boolean isKnown(@Nullable String authorization) {
        return ("Bearer " + apiKey).equals(authorization);
    }

    /** Signs a webhook at the moment it is posted, as Telnyx does. */
    public Signed sign(byte[] body) {
        long timestamp = clock.instant().getEpochSecond();
        return new Signed(sign(body, timestamp), timestamp);
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

    /** The answer of {@code GET /simulator/keys}. */
    public record Keys(
            @JsonProperty("public_key") String publicKey,
            @JsonProperty("api_key") String apiKey) {}

    /**
     * @param signature value of {@code telnyx-signature-ed25519}
     * @param timestamp value of {@code telnyx-timestamp}, Unix seconds
     */
    public record Signed(String signature, long timestamp) {}
}
