package io.mmsroutes.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/** A service account made for one test: its key file, and whether something was signed with that key. */
public final class GcsAccount {
    public static final String EMAIL = "mms-test@acme.iam.gserviceaccount.com";

    private final KeyPair keys;
    /** What the token endpoint gives for a signature of this key. */
    private final String token = UUID.randomUUID().toString();

    public GcsAccount() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String token() {
        return token;
    }

    /** Writes the JSON key as Google hands it out. */
    public Path keyFile(Path file, URI tokenEndpoint) throws IOException {
        String pem = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded());
        Map<String, String> key = Map.of(
                "type", "service_account",
                "project_id", "acme",
                "private_key_id", "1",
                "private_key", "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(pem),
                "client_email", EMAIL,
                "client_id", "1",
                "token_uri", tokenEndpoint.toString());
        Json.MAPPER.writeValue(file.toFile(), key);
        return file;
    }

    /** developers.google.com/identity/protocols/oauth2/service-account: a JWT signed with RS256. */
    boolean signed(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        return parts.length == 3
                && verifies(parts[0] + "." + parts[1], Base64.getUrlDecoder().decode(parts[2]));
    }

    /** cloud.google.com/storage/docs/authentication/canonical-requests: a GET of which only the host is signed. */
    boolean signedLink(String rawPath, String rawQuery, String host) {
        Map<String, String> query = Stream.of(rawQuery.split("&", -1))
                .collect(Collectors.toMap(pair -> pair.split("=", 2)[0], pair -> pair.split("=", 2)[1]));
        String canonicalQuery = query.entrySet().stream()
                .filter(pair -> !pair.getKey().equals("X-Goog-Signature"))
                .sorted(Map.Entry.comparingByKey())
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining("&"));
        String request =
                String.join("\n", "GET", rawPath, canonicalQuery, "host:" + host, "", "host", "UNSIGNED-PAYLOAD");
        String credential =
                query.getOrDefault("X-Goog-Credential", "").replace("%2F", "/").replace("%40", "@");
        String text = String.join(
                "\n",
                "GOOG4-RSA-SHA256",
                query.get("X-Goog-Date"),
                credential.substring(credential.indexOf('/') + 1),
                DigestUtils.sha256Hex(request));
        return credential.startsWith(EMAIL + "/")
                && verifies(text, HexFormat.of().parseHex(query.getOrDefault("X-Goog-Signature", "")));
    }

    private boolean verifies(String text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(keys.getPublic());
            verifier.update(text.getBytes(UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
