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
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.SignedHeaders;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.telnyx.TelnyxPublicKey;
import io.mmsroutes.telnyx.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Telnyx's webhooks reach a caller's receiver and a receiver of before as Telnyx sent them, whatever other receivers do. */
class RelayWebhookRouteTest extends SendingTestSupport {
    private static final Duration LONG = Duration.ofSeconds(90);

    private final WireMockServer receiver =
            new WireMockServer(options().dynamicPort().containerThreads(64));

    @Override
    protected Map<String, String> settings() {
        receiver.start();
        receiver.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        receiver.stubFor(any(urlEqualTo("/hangs")).willReturn(aResponse().withFixedDelay(20_000)));
        receiver.stubFor(any(urlEqualTo("/fails")).willReturn(aResponse().withStatus(500)));
        receiver.stubFor(
                any(urlEqualTo("/moved")).willReturn(aResponse().withStatus(302).withHeader("Location", "/elsewhere")));
        Map<String, String> settings = super.settings();
        settings.merge("mms.media.trusted-hosts", "127.0.0.1:" + receiver.port(), (one, other) -> one + "," + other);
        settings.put("mms.send.reconcile-interval", "500ms");
        settings.put("mms.webhooks.relay-to", url("/hangs") + ", " + url("/all") + ",http://10.0.0.1/private");
        return settings;
    }

    @AfterAll
    void stopReceiver() {
        receiver.stop();
    }

    @Test
    void everyWebhookIsRelayedByteForByteWhateverAnotherReceiverDoes() {
        String event = Events.received().json() + "\n ";

        assertThat(telnyx.post(event).statusCode()).isEqualTo(200);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(taken("/all"))
                        .anySatisfy(
                                request -> assertThat(request.getBodyAsString()).isEqualTo(event)));
        assertVerified(taken("/all"));
    }

    @Test
    void aReceiptReachesTheUrlThatItsMessageNames() {
        String id = send(request("with a URL").put("webhook_url", url("/caller")));
        awaitState(id, "accepted");
        String receipt =
                Events.receipt("message.finalized", TO, "delivered", id).json();

        telnyx.post(receipt);
        telnyx.post(receipt);

        await().atMost(LONG).untilAsserted(() -> assertThat(taken("/caller")).isNotEmpty());
        assertThat(taken("/caller"))
                .singleElement()
                .satisfies(request -> assertThat(request.getBodyAsString()).isEqualTo(receipt));
        assertVerified(taken("/caller"));
    }

    @Test
    void aReceiptThatComesBeforeTelnyxsAnswerIsRelayedOnceItsMessageIsKnown() {
        String telnyxId = UUID.randomUUID().toString();
        Events early = Events.receipt("message.finalized", TO, "delivered", "");
        early.payload().put("id", telnyxId).put("webhook_url", "http://127.0.0.1/webhooks");
        String receipt = early.json() + " ";
        telnyx.deliver(receipt);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(database()
                                .sql("select telnyx_id from unmatched_receipts")
                                .query(String.class)
                                .list())
                        .contains(telnyxId));
        telnyxApi.answer("answered late", okJson("{\"data\":{\"id\":\"%s\"}}".formatted(telnyxId)));

        String id = send(request("answered late").put("webhook_url", url("/early")));

        awaitState(id, "finalized");
        await().atMost(LONG).untilAsserted(() -> assertThat(taken("/early")).isNotEmpty());
        assertThat(taken("/early"))
                .singleElement()
                .satisfies(request -> assertThat(request.getBodyAsString()).isEqualTo(receipt));
        assertVerified(taken("/early"));
    }

    @Test
    void theFailoverIsAskedAfterThreeAttempts() {
        List<String> paths = List.of("/fails", "/moved");
        for (String path : paths) {
            String id = send(request("fails over " + path)
                    .put("webhook_url", url(path))
                    .put("webhook_failover_url", url("/failover" + path)));
            awaitState(id, "accepted");

            telnyx.post(Events.receipt("message.finalized", TO, "delivered", id).json());
        }
        for (String path : paths) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(taken("/failover" + path)).hasSize(1));
            assertThat(taken(path)).hasSize(3);
        }
        assertThat(taken("/elsewhere")).isEmpty();
    }

    @Test
    void aPrivateAddressIsADeadLetter() {
        String id = send(request("private").put("webhook_url", "http://10.0.0.2/hook"));
        awaitState(id, "accepted");

        telnyx.post(Events.receipt("message.finalized", TO, "delivered", id).json());

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(deadLetters().path("letters")).anySatisfy(letter -> {
                    assertThat(letter.path("queue").asText()).isEqualTo("relays");
                    assertThat(letter.path("code").asText()).isEqualTo("address-refused");
                }));
    }

    private String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(receiver.port(), path);
    }

    private List<LoggedRequest> taken(String path) {
        return receiver.findAll(postRequestedFor(urlEqualTo(path)));
    }

    /** As a receiver does that has Telnyx's key. */
    private static void assertVerified(List<LoggedRequest> requests) {
        WebhookSignature signature = new WebhookSignature(
                new TelnyxPublicKey(WebhookSender.PUBLIC_KEY), Duration.ofMinutes(5), Clock.systemUTC());
        assertThat(requests)
                .allSatisfy(request -> signature.identify(
                        request.getBodyAsString().getBytes(UTF_8),
                        SignedHeaders.of(
                                request.getHeader("telnyx-signature-ed25519"), request.getHeader("telnyx-timestamp"))));
    }
}
