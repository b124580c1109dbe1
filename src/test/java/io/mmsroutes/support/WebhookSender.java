package io.mmsroutes.support;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** An account, by default one with a known key pair (the one Telnyx publishes with its Java SDK's tests), which signs and posts webhooks. */
public final class WebhookSender {
    public static final String PUBLIC_KEY = "jrMBoswHlhhVx2W2Www72WU/xn4UMpjreslD0m2u0qs=";
    private static final String SEED = "i1xxSkIuQOY9H8laaRslIoYGTJ1NwBAFdjsQwiwJH04=";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
    private final PrivateKey key;
    private final URI webhooks;

    public WebhookSender(int port) {
        this(port, ownKey());
    }

    /** Of another account. */
    public WebhookSender(int port, PrivateKey key) {
        this.webhooks = URI.create("http://127.0.0.1:%d/webhooks".formatted(port));
        this.key = key;
    }

    private static PrivateKey ownKey() {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(
                            NamedParameterSpec.ED25519, Base64.getDecoder().decode(SEED)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> post(String event) {
        return send(signed(event.getBytes(StandardCharsets.UTF_8), Instant.now()));
    }

    /** As Telnyx does it: what is answered 503, as on a disk that is busy for long, is sent again. Returns the last answer. */
    public HttpResponse<String> deliver(String event) {
        return await().atMost(Duration.ofSeconds(60)).until(() -> post(event), answer -> answer.statusCode() != 503);
    }

    /** With something behind the path, which nobody signs. */
    public HttpResponse<String> post(String event, String query) {
        byte[] body = event.getBytes(StandardCharsets.UTF_8);
        return send(signed(body, Instant.now()).uri(URI.create(webhooks + query)));
    }

    /** As Telnyx would send it; a test may change it before it goes. */
    public HttpRequest.Builder signed(byte[] body, Instant at) {
        String timestamp = String.valueOf(at.getEpochSecond());
        return HttpRequest.newBuilder(webhooks)
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .header("user-agent", "telnyx-webhooks")
                .header("telnyx-timestamp", timestamp)
                .header("telnyx-signature-ed25519", sign(timestamp, body))
                .POST(BodyPublishers.ofByteArray(body));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return Http.send(http, request);
    }

    public String sign(String timestamp, byte[] body) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update((timestamp + "|").getBytes(StandardCharsets.US_ASCII));
            signature.update(body);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
