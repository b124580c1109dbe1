package shop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Properties;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeOrderTest {
    /** A GIF of one point. */
    private static final byte[] PICTURE =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    @TempDir
    static Path folder;

    private final KeyPair telnyx = keys();
    private final HttpServer mediaHost = mediaHost();
    private final int port = freePort();

    private final Main main = new Main();

    @BeforeEach
    void startTheShop() {
        main.setOverrideProperties(properties());
        main.start();
    }

    @AfterEach
    void stopTheShop() {
        main.stop();
        mediaHost.stop(0);
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("camel.server.port", String.valueOf(port));
        properties.put("telnyx.public-key", Base64.getEncoder().encodeToString(telnyx.getPublic().getEncoded()));
        properties.put("telnyx.api-key", "KEY0123456789");
        properties.put("mms.data-dir", folder.resolve("data").toString());
        properties.put("mms.media.trusted-hosts", "127.0.0.1:" + mediaHost.getAddress().getPort());
        properties.put("shop.orders", folder.resolve("orders").toString());
        return properties;
    }

    @Test
    void aPictureThatIsSentToTheShopIsAnOrder() throws Exception {
        String event = """
                {"data": {"event_type": "message.received", "id": "event-1", "payload": {"id": "message-1", "type": "MMS",
                 "from": {"phone_number": "+13125550001"}, "to": [{"phone_number": "+17735550002"}],
                 "media": [{"url": "http://127.0.0.1:%d/cake", "content_type": "image/gif"}]}}}"""
                .formatted(mediaHost.getAddress().getPort());

        // As Telnyx does: what is not answered 200 comes again.
        await().atMost(Duration.ofSeconds(60)).until(() -> post(event).statusCode() == 200);

        Path order = folder.resolve("orders/message-1.json");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(order));
        Path picture = folder.resolve("data/mms/+13125550001/message-1/0.gif");
        assertEquals(-1, Files.mismatch(picture, Files.write(folder.resolve("expected"), PICTURE)));
    }

    private HttpResponse<String> post(String event) throws Exception {
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(telnyx.getPrivate());
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

    private static HttpServer mediaHost() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/cake", exchange -> {
                exchange.sendResponseHeaders(200, PICTURE.length);
                exchange.getResponseBody().write(PICTURE);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
