package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.MapMessage;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.junit.jupiter.api.Test;

/** The published weaknesses of what we build on, tried against the running gateway. SECURITY.md names each. */
class HardeningTest extends GatewayTestSupport {

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.jms.url", broker(), "mms.send.from", "jms:queue:mms.send");
    }

    /** CVE-2026-40860, CVE-2026-43866: reading a JMS object message runs code of whoever sent it. */
    @Test
    void aForgedObjectMessageIsParkedAndNeverOpened() throws Exception {
        Bomb.EXPLODED.set(0);
        send(session -> {
            ObjectMessage message = session.createObjectMessage(new Bomb());
            message.setStringProperty("mmsProgress", "{}");
            return message;
        });

        await().untilAsserted(() -> assertThat(codes()).contains("not-bytes"));
        assertThat(Bomb.EXPLODED).hasValue(0);
    }

    @Test
    void aMapMessageIsParkedToo() throws Exception {
        int before = deadLetters().path("count").asInt();
        send(session -> {
            MapMessage message = session.createMapMessage();
            message.setString("a", "b");
            return message;
        });

        await().until(() -> deadLetters().path("count").asInt() == before + 1);
    }

    /** What was never opened is not put back either. */
    @Test
    void aParkedMessageIsNotReplayed() throws Exception {
        send(Session::createMapMessage);
        await().untilAsserted(() -> assertThat(codes()).contains("not-bytes"));

        JsonNode answer = json(post(port, "/admin/replay", "{\"all\":true}", "authorization", "Bearer " + ADMIN_KEY));

        assertThat(answer.path("replayed").asInt()).isZero();
    }

    /** CVE-2025-27636, CVE-2025-29891: request headers and parameters, in any case, that steer components. */
    @Test
    void headersAndParametersOfAStrangerSteerNothing() throws IOException {
        mediaHost.serve("/steer", MediaHost.sample("photo.jpg"));
        Events event = Events.received().media(mediaHost.url("/steer"));
        byte[] body = event.json().getBytes(StandardCharsets.UTF_8);
        String query =
                "?CamelFileName=../../evil&cAmElHttpUri=http://127.0.0.1:1/&mmsKey=evil&CAMELJmsDestinationName=evil";

        int status = telnyx.send(telnyx.signed(body, Instant.now())
                        .uri(java.net.URI.create("http://127.0.0.1:%d/webhooks%s".formatted(port, query)))
                        .header("CAmelFileName", "../../evil")
                        .header("camelhttpuri", "http://127.0.0.1:1/")
                        .header("CAMELHTTPRESPONSECODE", "500")
                        .header("CamelJmsDestinationName", "evil")
                        .header("CamelBeanMethodName", "evil")
                        .header("JMSDestination", "evil")
                        .header("mmsProgress", "{\"since\":\"2000-01-01T00:00:00Z\"}")
                        .header("mmsAcceptedAt", "1")
                        .header("_AMQ_SCHED_DELIVERY", "99999999999999"))
                .statusCode();

        assertThat(status).isEqualTo(200);
        JsonNode manifest = manifest(event.messageId());
        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(Instant.parse(manifest.path("acceptedAt").asText()))
                .isAfter(Instant.now().minusSeconds(60));
        try (Stream<Path> files = Files.walk(dataDir)) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("evil"));
        }
    }

    /** CVE-2026-78164: a placeholder in a URL that came in a message is filled in, secrets included. */
    @Test
    void placeholdersInUrlsAreNotFilledIn() {
        mediaHost.redirect("/leads-on", "/{{telnyx.api-key}}");
        Events event = Events.received()
                .media(mediaHost.url("/a?k={{telnyx.api-key}}"))
                .media(mediaHost.url("/{{telnyx.api-key}}"))
                .media(mediaHost.url("/leads-on"));

        telnyx.deliver(event.json());

        await().until(() -> mediaHost.asked("/leads-on") > 0 && mediaHost.asked("/a") > 0);
        assertThat(mediaHost.paths()).noneMatch(path -> path.contains("KEY0123456789"));
    }

    /** CVE-2026-54399: an answer whose head never ends. */
    @Test
    void anEndlessHeadIsCutOff() {
        mediaHost.on("/endless-head", exchange -> {
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseHeaders().add("X-" + i, "x".repeat(100));
            }
            MediaHost.answer(exchange, 200, MediaHost.sample("photo.jpg"));
        });
        Events event = Events.received().media(mediaHost.url("/endless-head"));

        telnyx.deliver(event.json());

        await().until(() -> metric("mms_media_failed_total{camelContext=\"mms-routes\",code=\"connection-lost\"") > 0);
    }

    /** Answers of a media host are headers too. */
    @Test
    void headersOfAMediaHostSteerNothing() throws IOException {
        mediaHost.on("/steering", exchange -> {
            exchange.getResponseHeaders().add("CamelFileName", "../evil");
            exchange.getResponseHeaders().add("mmsKey", "../evil");
            exchange.getResponseHeaders().add("mmsLocation", "evil:");
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-16");
            MediaHost.answer(exchange, 200, MediaHost.sample("photo.jpg"));
        });
        Events event = Events.received().media(mediaHost.url("/steering"));

        telnyx.deliver(event.json());

        JsonNode item = manifest(event.messageId()).path("media").path(0);
        assertThat(item.path("location").asText()).startsWith("file:///").endsWith("/0.jpg");
    }

    /** CVE-2026-85251: credentials that travel on to the target of a redirect. See also FetchMediaRouteTest. */
    @Test
    void aRedirectingApplicationDoesNotPassItsTokenOn() {
        mediaHost.serve("/thief", new byte[0]).redirect("/application", mediaHost.url("/thief"));

        Throwable refused = org.assertj.core.api.Assertions.catchThrowable(() -> template()
                .sendBodyAndHeader(
                        "kamelet:message-sink-http-sink?url=%s&token=secret".formatted(mediaHost.url("/application")),
                        "{}",
                        "mmsMessageId",
                        "m"));

        assertThat(refused).isNotNull();
        assertThat(mediaHost.asked("/application")).isEqualTo(1);
        assertThat(mediaHost.asked("/thief")).isZero();
    }

    private Stream<String> codesOf(JsonNode letters) {
        return Stream.iterate(0, i -> i + 1)
                .limit(letters.size())
                .map(i -> letters.path(i).path("code").asText());
    }

    private java.util.List<String> codes() {
        return codesOf(deadLetters().path("letters")).toList();
    }

    /** CVE-2026-85316: a path that begins with "proxy" leads to any host. */
    @Test
    void noEndpointIsAProxy() {
        List<PlatformHttpEndpoint> endpoints = context().getEndpoints().stream()
                .filter(PlatformHttpEndpoint.class::isInstance)
                .map(PlatformHttpEndpoint.class::cast)
                .toList();

        assertThat(endpoints).isNotEmpty().allSatisfy(endpoint -> {
            assertThat(endpoint.isHttpProxy()).isFalse();
            assertThat(endpoint.getPath()).startsWith("/");
        });
    }

    /** CVE-2026-84176. */
    @Test
    void noOriginIsLetIn() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/webhooks".formatted(port)))
                .header("Origin", "https://evil.example.com")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();

        HttpResponse<Void> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());

        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    private void send(MessageMaker maker) throws Exception {
        ConnectionFactory factory = new ActiveMQConnectionFactory(broker());
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue("mms.send")).send(maker.make(session));
        }
    }

    private interface MessageMaker {
        jakarta.jms.Message make(Session session) throws Exception;
    }

    private static final class Bomb implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger EXPLODED = new AtomicInteger();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            EXPLODED.incrementAndGet();
        }
    }
}
