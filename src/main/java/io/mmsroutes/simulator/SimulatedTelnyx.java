package io.mmsroutes.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys of one run of the simulator. They exist in memory only and are worth nothing anywhere else. */
public final class SimulatedTelnyx {
    /** Of an Ed25519 key; the X.509 form puts 12 bytes before it. */
    private static final int KEY_BYTES = 32;

    private final Map<String, KeyPair> keys = new LinkedHashMap<>();
    private final TelnyxAccounts accounts;
    private final Clock clock;

    /** Each of the accounts gets keys of its own. */
    public SimulatedTelnyx(TelnyxAccounts named, Clock clock) {
        this.clock = clock;
        named.all().forEach(account -> keys.put(account.name(), pair()));
        this.accounts = new TelnyxAccounts(named.all().stream()
                .map(account -> account.withKeys(
                        raw(Objects.requireNonNull(keys.get(account.name()))), "SIMULATED" + UUID.randomUUID()))
                .toList());
    }

    /** Those that the gateway works for, with the keys of this run. */
    public TelnyxAccounts accounts() {
        return accounts;
    }

    /** Of the first account. Base64 of the raw 32 bytes, as the Telnyx portal shows it and SDKs take it. */
    public String publicKey() {
        return accounts.all().get(0).publicKeys().get(0);
    }

    public String apiKey() {
        return accounts.all().get(0).apiKey();
    }

    /** With them another gateway can take the simulator for its Telnyx. */
    public Keys keys() {
        Map<String, Keys> named = new LinkedHashMap<>();
        accounts.all().stream()
                .filter(account -> !account.isDefault())
                .forEach(account ->
                        named.put(account.name(), new Keys(account.publicKeys().get(0), account.apiKey(), Map.of())));
        return new Keys(publicKey(), apiKey(), named);
    }

    boolean isKnown(@Nullable String authorization) {
        return accounts.all().stream().anyMatch(account -> ("Bearer " + account.apiKey()).equals(authorization));
    }

    /** Whether a message is of the account whose key that is. */
    boolean isOf(@Nullable String authorization, JsonNode payload) {
        return ("Bearer " + owner(payload).apiKey()).equals(authorization);
    }

    /** Whether the sender of a request belongs to another account than the key. */
    boolean isOfAnother(@Nullable String authorization, JsonNode request) {
        return owner(
                        request.path("from").asText(),
                        request.path("messaging_profile_id").asText())
                .filter(account -> !("Bearer " + account.apiKey()).equals(authorization))
                .isPresent();
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
            signature.initSign(pairOf(body).getPrivate());
            signature.update((unixSeconds + "|").getBytes(StandardCharsets.US_ASCII));
            signature.update(body);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a generated key signs", e);
        }
    }

    /** The account of the number or profile that a webhook is about signs it. */
    private KeyPair pairOf(byte[] body) {
        return Objects.requireNonNull(keys.get(owner(payload(body)).name()));
    }

    private TelnyxAccount owner(JsonNode payload) {
        List<String> parties = new ArrayList<>();
        boolean inbound = "inbound".equals(payload.path("direction").asText());
        payload.path(inbound ? "to" : "from").findValuesAsText("phone_number").forEach(parties::add);
        return parties.stream()
                .flatMap(number -> accounts.ofNumber(number).stream())
                .findFirst()
                .or(() ->
                        accounts.ofProfile(payload.path("messaging_profile_id").asText()))
                .or(accounts::ofOthers)
                .orElse(accounts.all().get(0));
    }

    private Optional<TelnyxAccount> owner(String sender, String profile) {
        return accounts.ofNumber(sender).or(() -> accounts.ofProfile(profile));
    }

    private static JsonNode payload(byte[] body) {
        try {
            return Json.MAPPER.readTree(body).at("/data/payload");
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }

    private static String raw(KeyPair pair) {
        byte[] x509 = pair.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(x509, x509.length - KEY_BYTES, x509.length));
    }

    /**
     * The answer of {@code GET /simulator/keys}.
     *
     * @param accounts of {@code telnyx.accounts.<name>.*}, by name
     */
    public record Keys(
            @JsonProperty("public_key") String publicKey,
            @JsonProperty("api_key") String apiKey,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Keys> accounts) {}

    /**
     * @param signature value of {@code telnyx-signature-ed25519}
     * @param timestamp value of {@code telnyx-timestamp}, Unix seconds
     */
    public record Signed(String signature, long timestamp) {}
}
