package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchMediaRouteTest extends GatewayTestSupport {
    private static final int MAX_BYTES = 100_000;

    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    protected Map<String, String> settings() {
        String port = mediaHost.address().substring(mediaHost.address().indexOf(':'));
        return Map.of(
                "mms.media.max-bytes", String.valueOf(MAX_BYTES),
                "mms.media.response-timeout", "500ms",
                "mms.media.total-timeout", "1s",
                "mms.media.give-up-after", "1s",
                "mms.media.trusted-hosts",
                        "%s,media.telnyx.com%s,mirror.example.test%s".formatted(mediaHost.address(), port, port));
    }

    @AfterAll
    void letSlowHandlersGo() {
        end.countDown();
    }

    @Test
    void whatTheHostAnswersIsWhatIsStored() throws IOException {
        mediaHost.serve("/photo.jpg", photo);

        JsonNode item = outcome(mediaHost.url("/photo.jpg"));

        assertThat(item.path("state").asText()).isEqualTo("stored");
        assertThat(item.path("size").asInt()).isEqualTo(photo.length);
        assertThat(stored(item)).isEqualTo(photo);
    }

    @Test
    void anEmptyAnswerIsStoredAsAnEmptyFile() throws IOException {
        mediaHost.serve("/empty", new byte[0]);

        assertThat(stored(outcome(mediaHost.url("/empty")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate"})
    void compressedMediaIsInflated(String encoding) throws IOException {
        byte[] packed = packed(encoding, photo);
        mediaHost.on("/" + encoding, exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", encoding);
            MediaHost.answer(exchange, 200, packed);
        });

        assertThat(stored(outcome(mediaHost.url("/" + encoding)))).isEqualTo(photo);
    }

    @Test
    void whatInflatesBeyondTheLimitIsRefused() throws IOException {
        byte[] bomb = packed("gzip", new byte[50_000_000]);
        assertThat(bomb.length).isLessThan(MAX_BYTES);
        mediaHost.on("/bomb", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            MediaHost.answer(exchange, 200, bomb);
        });

        assertUnavailable("media-too-large", mediaHost.url("/bomb"));
    }

    @Test
    void whatAnnouncesTooManyBytesIsRefused() {
        mediaHost.serve("/large", new byte[MAX_BYTES + 1]);

        assertUnavailable("media-too-large", mediaHost.url("/large"));
    }

    @Test
    void whatNeverEndsIsCutOffAtTheLimit() {
        AtomicInteger sent = new AtomicInteger();
        mediaHost.on("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    body.write(new byte[10_000]);
                    sent.addAndGet(10_000);
                }
            }
        });

        assertUnavailable("media-too-large", mediaHost.url("/endless"));
        assertThat(sent.get()).isLessThan(50 * MAX_BYTES);
    }

    @Test
    void aFileOfExactlyTheLimitIsTaken() {
        mediaHost.serve("/exact", new byte[MAX_BYTES]);

        assertThat(outcome(mediaHost.url("/exact")).path("state").asText()).isEqualTo("stored");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 206, 304, 400, 404, 410, 429, 500, 503})
    void onlyA200IsEverStored(int status) {
        mediaHost.on(
                "/status" + status,
                exchange -> MediaHost.answer(exchange, status, status == 204 || status == 304 ? new byte[0] : photo));

        assertUnavailable("http-" + status, mediaHost.url("/status" + status));
        assertThat(mediaHost.asked("/status" + status)).isGreaterThan(1);
    }

    @Test
    void threeRedirectsAreFollowed() {
        mediaHost
                .serve("/r0", photo)
                .redirect("/r1", "/r0")
                .redirect("/r2", mediaHost.url("/r1"))
                .redirect("/r3", "r2");

        assertThat(outcome(mediaHost.url("/r3")).path("state").asText()).isEqualTo("stored");
    }

    @Test
    void aFourthRedirectIsNotFollowed() {
        mediaHost.redirect("/loop", "/loop");

        assertUnavailable("too-many-redirects", mediaHost.url("/loop"));
        assertThat(mediaHost.asked("/loop")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "https://169.254.169.254/",
                "https://127.0.0.1/",
                "https://localhost/",
                "file:///etc/passwd",
                "//10.0.0.1/x"
            })
    void aRedirectToAPrivatePlaceIsRefusedAtOnce(String target) {
        String path = "/to" + Integer.toHexString(target.hashCode());
        mediaHost.redirect(path, target);

        JsonNode item = outcome(mediaHost.url(path));

        assertThat(item.path("state").asText()).isEqualTo("unavailable");
        assertThat(item.path("code").asText()).isIn("url-scheme-refused", "host-not-allowed");
        assertThat(mediaHost.asked(path)).isEqualTo(1);
    }

    @Test
    void anAllowedNameWithAPrivateAddressIsRefusedBeforeItIsDialled() {
        assertUnavailable("address-refused", "https://tlnx-mms-media.s3.amazonaws.com/mms/1/a.jpg");
    }

    @Test
    void refusedAddressesDoNotUseUpTheHostsConnections() {
        Events event = Events.received();
        for (int i = 0; i < 40; i++) {
            event.media("https://tlnx-mms-media.s3.amazonaws.com/mms/1/" + i);
        }
        telnyx.deliver(event.json());

        assertThat(manifest(event.messageId()).path("media"))
                .allSatisfy(item -> assertThat(item.path("code").asText()).isEqualTo("address-refused"));
    }

    /** Where it is shown, over https on port 443, is told by FollowRedirectsTest. */
    @Test
    void theApiKeyIsShownToNobodyByHttpOrOnAnotherPort() {
        mediaHost.status("/locked", 403).redirect("/leads-to-locked", "/locked");
        String port = mediaHost.address().substring(mediaHost.address().indexOf(':'));

        for (String host : new String[] {"media.telnyx.com", "mirror.example.test"}) {
            JsonNode item = outcome("http://%s%s/locked".formatted(host, port));
            assertThat(item.path("code").asText()).isEqualTo("http-403");
        }
        outcome("http://media.telnyx.com%s/leads-to-locked".formatted(port));

        assertThat(mediaHost.headers("/locked", "Authorization")).isNotEmpty().containsOnly("null");
    }

    @Test
    void aSilentHostIsGivenUpInTime() {
        mediaHost.on("/silent", this::hold);

        assertUnavailable("fetch-timeout", mediaHost.url("/silent"));
    }

    @Test
    void aHostThatDripsIsGivenUpInTime() {
        mediaHost.on("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            try (OutputStream body = exchange.getResponseBody()) {
                while (!end.await(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    body.write(1);
                    body.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertUnavailable("fetch-timeout", mediaHost.url("/drip"));
    }

    @Test
    void aTruncatedBodyIsNotStored() {
        mediaHost.on("/truncated", exchange -> {
            exchange.sendResponseHeaders(200, photo.length);
            exchange.getResponseBody().write(photo, 0, 100);
            exchange.close();
        });

        assertUnavailable("connection-lost", mediaHost.url("/truncated"));
    }

    @Test
    void aHostThatTakesNoConnectionIsTriedAgain() {
        JsonNode item = outcome("https://127.0.0.1:1/x");
        assertThat(item.path("code").asText()).isEqualTo("host-not-allowed");

        assertThat(outcome("https://nowhere.telnyx.com/x").path("code").asText())
                .isEqualTo("host-unknown");
    }

    @Test
    void cookiesAndAgentTellNothing() {
        mediaHost.on("/cookie", exchange -> {
            exchange.getResponseHeaders().add("Set-Cookie", "a=b; Path=/");
            MediaHost.answer(exchange, 200, photo);
        });

        outcome(mediaHost.url("/cookie"));
        outcome(mediaHost.url("/cookie"));

        assertThat(mediaHost.headers("/cookie", "Cookie")).containsOnly("null");
        assertThat(mediaHost.headers("/cookie", "User-agent")).containsOnly("[mms-routes]");
    }

    private void assertUnavailable(String code, String url) {
        JsonNode item = outcome(url);
        assertThat(item.path("state").asText()).isEqualTo("unavailable");
        assertThat(item.path("code").asText()).isEqualTo(code);
        assertThat(item.path("reason").asText()).isNotEmpty().doesNotContain("://");
        assertThat(item.has("location")).isFalse();
    }

    /** Sends one MMS with one item and waits for its manifest. */
    private JsonNode outcome(String url) {
        Events event = Events.received().media(url);
        telnyx.deliver(event.json());
        return manifest(event.messageId()).path("media").path(0);
    }

    private static byte[] stored(JsonNode item) throws IOException {
        return Files.readAllBytes(
                java.nio.file.Path.of(java.net.URI.create(item.path("location").asText())));
    }

    private static byte[] packed(String encoding, byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out =
                encoding.equals("deflate") ? new DeflaterOutputStream(packed) : new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private void hold(HttpExchange exchange) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}
