package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.TelnyxSimulator;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGKILL at each step on the way from a webhook to the answer: the sender gets one answer, not none and not two. */
@Tag("one-camel")
class KilledReplyTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledReplyTest.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<String> PASSED =
            Set.of("authorization", "content-type", "telnyx-signature-ed25519", "telnyx-timestamp");
    private static final String SENDERS = "+1312555070";
    private static final String APPLICATION = "/application";
    private static final String PHOTO = "/photo.jpg";
    private static final String MESSAGES = "/v2/messages";
    private static final String DETAILS = "/v2/detail_records";

    /** All that the gateway asks, and what asks it, passes through the test, which kills it meanwhile. */
    private enum Step {
        /** The webhook is in the queue, and Telnyx does not hear so. */
        ACKNOWLEDGED,
        MEDIA_ASKED,
        APPLICATION_TOLD,
        /** your application has the message, and the reply is written down about now. */
        APPLICATION_ANSWERED,
        /** Telnyx has the reply, and the gateway does not hear so. */
        TELNYX_TOOK,
        /** It is in the database that Telnyx has it. */
        REPLY_ACCEPTED
    }

    @TempDir
    private Path folder;

    private final int port = Ports.free();
    private final MediaHost outside = new MediaHost();
    private final WebhookSender account =
            new WebhookSender(URI.create(outside.url("/")).getPort());
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<Kill> armed = new AtomicReference<>();
    private final Queue<JsonNode> reports = new ConcurrentLinkedQueue<>();

    @Test
    void messageIsAnsweredOnceWhenTheAnswerOfTelnyxIsLostWithTheGateway() {
        killAt(Step.TELNYX_TOOK);
    }

    @Test
    @Tag("proof")
    void messageIsAnsweredOnceWhereverTheGatewayIsKilled() {
        killAt(Step.values());
    }

    private void killAt(Step... steps) {
        try (TelnyxSimulator telnyx = new TelnyxSimulator(folder).awaitReady();
                GatewayProcess gateway = GatewayProcess.startLight(settings(telnyx), folder.resolve("log"))) {
            passThrough(telnyx);
            gateway.awaitReady();
            Map<Step, Events> messages = new EnumMap<>(Step.class);

            for (Step step : steps) {
                Events message = mms(messages.size());
                messages.put(step, message);
                killAt(step, gateway, message);
                await().atMost(PATIENCE).until(() -> telnyx.taken().contains(reply(message)));
                LOG.info("Killed at {}, and answered", step);
            }
            for (Events message : messages.values()) {
                receiveAgain(gateway, message);
            }

            List<String> replies =
                    messages.values().stream().map(KilledReplyTest::reply).toList();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(settled()).containsAll(replies));
            assertThat(telnyx.taken()).containsExactlyInAnyOrderElementsOf(replies);
            assertThat(gateway.output()).doesNotContain(SENDERS);
        } finally {
            outside.close();
        }
    }

    private Map<String, String> settings(TelnyxSimulator telnyx) {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, outside.address());
        settings.put("telnyx.api-key", telnyx.settings().get("telnyx.api-key"));
        settings.putAll(Map.of(
                "telnyx.api-url",
                outside.url("/v2"),
                "mms.public-url",
                "http://127.0.0.1:" + port,
                "mms.reply.mode",
                "echo",
                "mms.reply.text",
                "Thanks ${variable.message.messageId}",
                "mms.reply.max-per-hour",
                "100",
                "mms.rate-limit.long-code",
                "200/s",
                "mms.send.reconcile-interval",
                "1s",
                "mms.message-sink",
                "message-sink-http-sink",
                "mms.receipt-sink",
                "message-sink-http-sink"));
        settings.put("mms.send.connect-timeout", "1s");
        settings.put("mms.send.response-timeout", "5s"); // how long a call of the killed may still be under way
        settings.put("camel.kamelet.message-sink-http-sink.url", outside.url(APPLICATION));
        return settings;
    }

    private void passThrough(TelnyxSimulator telnyx) {
        outside.on("/webhooks", exchange -> pass(exchange, "http://127.0.0.1:" + port, Step.ACKNOWLEDGED))
                .on(MESSAGES, exchange -> pass(exchange, telnyx.url("/simulator"), Step.TELNYX_TOOK))
                .on(DETAILS, exchange -> pass(exchange, telnyx.url("/simulator"), null))
                .on(APPLICATION, this::hear)
                .on(PHOTO, exchange -> {
                    strikeAt(Step.MEDIA_ASKED);
                    MediaHost.answer(exchange, 200, MediaHost.sample("photo.jpg"));
                });
    }

    /** Hands a request on. At this step the one who asks does not hear the answer. */
    private void pass(HttpExchange exchange, String to, @Nullable Step step) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to + exchange.getRequestURI()))
                .timeout(PATIENCE)
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (PASSED.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, values.get(0));
            }
        });
        HttpResponse<String> answer = Http.send(http, request);
        boolean lost = step != null && answer.statusCode() == 200 && strikeAt(step);
        exchange.getResponseHeaders().set("content-type", "application/json");
        MediaHost.answer(
                exchange, lost ? 504 : answer.statusCode(), answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private void hear(HttpExchange exchange) throws IOException {
        JsonNode news = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        boolean report = news.has("event");
        if (report) {
            reports.add(news);
        }
        if (!report) {
            strikeAt(Step.APPLICATION_TOLD);
        } else if (isSettled(news)) {
            strikeAt(Step.REPLY_ACCEPTED);
        }
        MediaHost.answer(exchange, 200, new byte[0]);
        if (!report) {
            strikeAt(Step.APPLICATION_ANSWERED);
        }
    }

    private boolean strikeAt(Step step) {
        Kill kill = armed.get();
        if (kill == null || kill.step() != step || !armed.compareAndSet(kill, null)) {
            return false;
        }
        if (step != Step.ACKNOWLEDGED) {
            awaitSoon(kill.acknowledged());
        }
        kill.gateway().kill();
        kill.done().countDown();
        return true;
    }

    /** As Telnyx does: a webhook that was not acknowledged comes again. */
    private void killAt(Step step, GatewayProcess gateway, Events message) {
        Kill kill = new Kill(step, gateway, new CountDownLatch(1), new CountDownLatch(1));
        armed.set(kill);
        boolean acknowledged = account.post(message.json()).statusCode() == 200;
        assertThat(acknowledged).isEqualTo(step != Step.ACKNOWLEDGED);
        kill.acknowledged().countDown();
        awaitSoon(kill.done());
        gateway.restart();
        gateway.awaitReady();
        if (!acknowledged) {
            assertThat(account.post(message.json()).statusCode()).isEqualTo(200);
        }
    }

    /** Another event of the same message, which the queue does not know. */
    private void receiveAgain(GatewayProcess gateway, Events message) {
        long before = repeats(gateway, message);
        assertThat(account.post(Events.again(message).json()).statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> repeats(gateway, message) > before);
    }

    private long repeats(GatewayProcess gateway, Events message) {
        String repeated = "messageId=%s outcome=repeated".formatted(message.messageId());
        return gateway.output().lines().filter(line -> line.contains(repeated)).count();
    }

    /** The texts of the replies of which the gateway knows that Telnyx has them. */
    private Set<String> settled() {
        return reports.stream()
                .filter(KilledReplyTest::isSettled)
                .map(report -> report.at("/data/text").asText())
                .collect(Collectors.toSet());
    }

    private static boolean isSettled(JsonNode report) {
        return Set.of("accepted", "finalized").contains(report.path("event").asText());
    }

    /** From a number of its own: by the number Telnyx is asked what became of a call, and two at once would look alike. */
    private Events mms(int sender) {
        Events message = Events.received().media(outside.url(PHOTO));
        message.payload().putObject("from").put("phone_number", SENDERS + sender);
        return message;
    }

    private static String reply(Events message) {
        return "Thanks " + message.messageId();
    }

    private static void awaitSoon(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Of all but the first step the test knows first that the webhook was acknowledged. */
    private record Kill(Step step, GatewayProcess gateway, CountDownLatch acknowledged, CountDownLatch done) {}
}
