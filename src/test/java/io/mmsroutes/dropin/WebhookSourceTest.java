package io.mmsroutes.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.telnyx.TelnyxEvent;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Kamelet telnyx-webhook-source in a route of somebody else's. */
class WebhookSourceTest extends HostTestSupport {
    /** A thread each: the pool of the JDK may have one thread, and then one of two waits for the other. */
    private static final Executor AT_ONCE = task -> new Thread(task).start();

    private final BlockingQueue<TelnyxEvent> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> bytes = new LinkedBlockingQueue<>();
    private volatile HostRoute hostRoute = exchange -> {};

    private interface HostRoute {
        void take(Exchange exchange) throws Exception;
    }

    @Override
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("camel.kamelet.telnyx-webhook-source.publicKey", WebhookSender.PUBLIC_KEY);
        properties.setProperty(
                "camel.kamelet.telnyx-webhook-source.endpoint",
                "platform-http:/webhooks?httpMethodRestrict=POST&muteException=true&requestTimeout=15000");
        return properties;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:telnyx-webhook-source").process(exchange -> {
                    events.add(exchange.getMessage().getBody(TelnyxEvent.class));
                    bytes.add(new String(exchange.getVariable("mmsWebhook", byte[].class), StandardCharsets.UTF_8));
                    hostRoute.take(exchange);
                });
            }
        };
    }

    @BeforeEach
    void nothingHappenedYet() {
        events.clear();
        bytes.clear();
        hostRoute = exchange -> {};
    }

    @Test
    void aSignedMessageComesInOneShapeAndWithItsBytes() {
        Events event = Events.received().media("https://media.telnyx.com/photo.jpg");

        HttpResponse<String> answer = telnyx.post(event.json());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer)).hasToString("{\"status\":\"accepted\",\"files\":1}");
        TelnyxEvent received = events.remove();
        assertThat(received.type()).isEqualTo("message.received");
        assertThat(received.messageId()).isEqualTo(event.messageId());
        assertThat(received.from()).isEqualTo(Events.SENDER);
        assertThat(received.media()).extracting("url").containsExactly("https://media.telnyx.com/photo.jpg");
        assertThat(bytes.remove()).isEqualTo(event.json());
    }

    @Test
    void anEventIsHandedOnOnce() {
        Events event = Events.received();

        telnyx.deliver(event.json());
        HttpResponse<String> second = telnyx.post(event.json());

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(events).hasSize(1);
    }

    @Test
    void anEventWhoseRouteFailedIsRefusedAndTakenWhenItComesAgain() {
        Events event = Events.received();
        hostRoute = exchange -> {
            throw new IOException("the database is away, +13125550001");
        };

        HttpResponse<String> failed = telnyx.post(event.json());
        hostRoute = exchange -> {};
        HttpResponse<String> again = telnyx.post(event.json());

        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).contains("not-now").doesNotContain("database", "+1312");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(events).hasSize(2);
    }

    @Test
    void anEventThatIsStillWorkedOnIsNotAcknowledgedByItsRepeat() throws Exception {
        Events event = Events.received();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        hostRoute = exchange -> {
            entered.countDown();
            leave.await();
        };

        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> telnyx.post(event.json()), AT_ONCE);
        entered.await();
        HttpResponse<String> repeat = telnyx.post(event.json());
        leave.countDown();

        assertThat(repeat.statusCode()).isEqualTo(503);
        assertThat(repeat.body()).contains("event-under-way");
        assertThat(first).succeedsWithin(Duration.ofSeconds(10));
        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);
        assertThat(events).hasSize(1);
    }

    @Test
    void whatIsNotSignedIsRefusedAndHandedToNobody() {
        byte[] body = Events.received().json().getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> stale =
                telnyx.send(telnyx.signed(body, Instant.now().minusSeconds(301)));

        assertThat(stale.statusCode()).isEqualTo(401);
        assertThat(stale.body()).contains("signature-stale");
        assertThat(events).isEmpty();
    }

    @Test
    void whatIsSignedAndUnreadableIsHandedOn() {
        HttpResponse<String> answer = telnyx.post("no event at all");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(events.remove().type()).isEqualTo("unreadable");
        assertThat(bytes.remove()).isEqualTo("no event at all");
    }

    @Test
    void whatARouteSetsIsNotToldToTelnyx() {
        hostRoute = exchange -> {
            exchange.getMessage().setHeader("X-Secret", "s");
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 302);
            exchange.getMessage().setBody("mine");
        };

        HttpResponse<String> answer = telnyx.post(Events.received().json());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey("x-secret");
        assertThat(answer.body()).doesNotContain("mine");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
