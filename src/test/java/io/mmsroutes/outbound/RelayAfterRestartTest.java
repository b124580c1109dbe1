package io.mmsroutes.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.SignedHeaders;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.telnyx.TelnyxPublicKey;
import io.mmsroutes.telnyx.WebhookSignature;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is to be relayed outlives the gateway: its receivers are down when it comes, and the gateway is killed before they are up. */
class RelayAfterRestartTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String KEY = "Bearer let-me-send";

    private final int port = Ports.free();
    private final int receiverPort = Ports.free();
    private final WebhookSender telnyx = new WebhookSender(port);

    @TempDir
    Path folder;

    @Test
    void everyReceiverThatTakesWebhooksGetsThemByteForByteAfterARestart() {
        String telnyxId = UUID.randomUUID().toString();
        Events early = Events.receipt("message.finalized", "+17735550002", "delivered", "");
        early.payload().put("id", telnyxId).put("webhook_url", "http://127.0.0.1/webhooks");
        String receipt = early.json();
        String message = Events.received().json() + "\n ";
        try (TelnyxApi telnyxApi = new TelnyxApi();
                GatewayProcess gateway = GatewayProcess.startLight(settings(telnyxApi), folder.resolve("log"))) {
            gateway.awaitReady();
            telnyx.deliver(message);
            telnyx.deliver(receipt);

            gateway.kill();
            WireMockServer receiver = receiver();
            try {
                gateway.restart();
                gateway.awaitReady();
                telnyxApi.answer("known later", okJson("{\"data\":{\"id\":\"%s\"}}".formatted(telnyxId)));
                send(
                        "{\"from\":\"+18885550001\",\"to\":\"+17735550002\",\"text\":\"known later\",\"webhook_url\":\"%s\"}"
                                .formatted(url("/caller")));

                assertTaken(receiver, "/all", List.of(message, receipt));
                assertTaken(receiver, "/caller", List.of(receipt));
            } finally {
                receiver.stop();
            }
        }
    }

    private Map<String, String> settings(TelnyxApi telnyxApi) {
        Map<String, String> settings =
                GatewayProcess.settings(folder.resolve("data"), port, "127.0.0.1:" + receiverPort);
        settings.putAll(Map.of(
                "telnyx.api-url",
                telnyxApi.url(),
                "mms.api-key",
                "let-me-send",
                "mms.send.reconcile-interval",
                "500ms",
                "mms.webhooks.relay-to",
                "%s,http://10.0.0.1/private,%s,%s".formatted(url("/hangs"), url("/fails"), url("/all"))));
        return settings;
    }

    private WireMockServer receiver() {
        WireMockServer receiver =
                new WireMockServer(options().port(receiverPort).containerThreads(64));
        receiver.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        receiver.stubFor(any(urlEqualTo("/hangs")).willReturn(aResponse().withFixedDelay(20_000)));
        receiver.stubFor(any(urlEqualTo("/fails")).willReturn(aResponse().withStatus(500)));
        receiver.start();
        return receiver;
    }

    private void send(String request) {
        HttpRequest.Builder post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v2/messages".formatted(port)))
                .headers("content-type", "application/json", "authorization", KEY)
                .POST(BodyPublishers.ofString(request));
        assertThat(Http.send(HttpClient.newHttpClient(), post).statusCode()).isEqualTo(200);
    }

    /** As a receiver does that has Telnyx's key. A webhook may come twice over a restart, never otherwise than it was sent. */
    private static void assertTaken(WireMockServer receiver, String path, List<String> bodies) {
        WebhookSignature signature = new WebhookSignature(
                new TelnyxPublicKey(WebhookSender.PUBLIC_KEY), Duration.ofMinutes(5), Clock.systemUTC());
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(taken(receiver, path).map(LoggedRequest::getBodyAsString))
                        .containsAll(bodies));
        assertThat(taken(receiver, path)).allSatisfy(request -> {
            assertThat(bodies).contains(request.getBodyAsString());
            signature.identify(
                    request.getBodyAsString().getBytes(UTF_8),
                    SignedHeaders.of(
                            request.getHeader("telnyx-signature-ed25519"), request.getHeader("telnyx-timestamp")));
        });
    }

    private static Stream<LoggedRequest> taken(WireMockServer receiver, String path) {
        return receiver.findAll(postRequestedFor(urlEqualTo(path))).stream();
    }

    private String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(receiverPort, path);
    }
}
