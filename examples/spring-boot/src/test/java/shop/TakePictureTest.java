package shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class TakePictureTest {
    /** A GIF of one point. */
    private static final byte[] PICTURE =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    private static final KeyPair TELNYX = keys();
    private static final List<String> SENT = new CopyOnWriteArrayList<>();
    private static final HttpServer SERVER = mediaHostAndApi();

    @TempDir
    static Path folder;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry properties) {
        String here = "127.0.0.1:" + SERVER.getAddress().getPort();
        properties.add("telnyx.public-key", () -> Base64.getEncoder().encodeToString(TELNYX.getPublic().getEncoded()));
        properties.add("telnyx.api-key", () -> "KEY0123456789");
        properties.add("telnyx.api-url", () -> "http://" + here + "/v2");
        properties.add("shop.sending", () -> folder.resolve("sending").toString());
        properties.add("shop.trusted-hosts", () -> here);
        properties.add("shop.pictures", () -> folder.resolve("pictures").toString());
    }

    @Test
    void aPictureIsStoredAndThankedForOnce() throws Exception {
        String event = """
                {"data": {"event_type": "message.received", "id": "event-1", "payload": {"id": "message-1", "type": "MMS",
                 "from": {"phone_number": "+13125550001"}, "to": [{"phone_number": "+18885550002"}],
                 "media": [{"url": "http://127.0.0.1:%d/cake", "content_type": "image/gif"}]}}}"""
                .formatted(SERVER.getAddress().getPort());

        assertThat(post(event).statusCode()).isEqualTo(200);
        assertThat(post(event).statusCode()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(30)).until(() -> !SENT.isEmpty());
        assertThat(folder.resolve("pictures").toFile().listFiles()).singleElement().satisfies(
                file -> assertThat(file).hasExtension("gif").hasBinaryContent(PICTURE));
        assertThat(SENT).singleElement().asString().contains("Thanks! We have 1 picture(s) of yours.", "+13125550001");
    }

    private HttpResponse<String> post(String event) throws Exception {
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(TELNYX.getPrivate());
        signature.update((timestamp + "|" + event).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/webhooks".formatted(port)))
                .header("content-type", "application/json")
                .header("telnyx-timestamp", timestamp)
                .header("telnyx-signature-ed25519", Base64.getEncoder().encodeToString(signature.sign()))
                .POST(BodyPublishers.ofString(event))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer mediaHostAndApi() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/cake", exchange -> {
                exchange.sendResponseHeaders(200, PICTURE.length);
                exchange.getResponseBody().write(PICTURE);
                exchange.close();
            });
            server.createContext("/v2/messages", exchange -> {
                SENT.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                byte[] answer = "{\"data\": {\"id\": \"sent-1\"}}".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("content-type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
