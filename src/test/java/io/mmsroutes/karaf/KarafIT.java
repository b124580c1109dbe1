package io.mmsroutes.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.BucketServer;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GcsServer;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.S3Server;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The life of the gateway in one Karaf, in this order: it comes, works, changes, goes, and comes again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KarafIT {
    /** The security manager, without which Karaf 4.4 does not start, is gone from this one on. */
    private static final int FIRST_JDK_WITHOUT = 24;

    /** Names of threads that a gateway starts. */
    private static final Pattern OURS = Pattern.compile("(?i)camel|mms-|vert\\.x|activemq|hikari|idle-conn");

    /** Of the gateway's configuration. */
    private static final String GATEWAY = "io.mmsroutes";

    private static final String API_KEY = "application-key";

    private static final String ADMIN_KEY = "key-of-staff";

    private final HttpClient http = HttpClient.newHttpClient();
    private final MediaHost media = new MediaHost().serve("/photo.jpg", MediaHost.sample("photo.jpg"));
    private final TelnyxApi telnyx = new TelnyxApi();
    private final int port = Ports.free();
    private final int otherPort = Ports.free();
    private final int managementPort = Ports.free();

    private S3Server s3;
    private GcsServer gcs;
    private KarafProcess karaf;

    @BeforeAll
    void boot(@TempDir Path folder) {
        assumeThat(Runtime.version().feature())
                .as("Karaf 4.4 does not boot on this JDK: it needs a security manager, as JDK 17 has")
                .isLessThan(FIRST_JDK_WITHOUT);
        s3 = new S3Server(folder.resolve("s3"));
        gcs = new GcsServer(folder.resolve("gcs"));
        karaf = new KarafProcess();
        eventually(() -> assertThat(karaf.log()).contains("Camel activator started"));
    }

    @AfterAll
    void stop() {
        if (karaf != null) {
            karaf.close();
            s3.close();
            gcs.close();
        }
        telnyx.close();
        media.close();
    }

    @Test
    @Order(1)
    void aFreshInstallationWaitsForItsKeys() {
        karaf.install("mms-routes-s3");

        eventually(() -> assertThat(karaf.log())
                .contains("etc/io.mmsroutes.cfg is not taken")
                .contains("telnyx.public-key is not set"));
        assertThat(karaf.etc().resolve("io.mmsroutes.cfg")).exists();
    }

    @Test
    @Order(2)
    void aConfigurationIsAllThatItWaitsFor() {
        karaf.configure(GATEWAY, settings(port));

        eventually(() -> assertThat(ready()).isEqualTo(200));
    }

    @Test
    @Order(3)
    void mediaOfASignedWebhookEndInTheBucket() throws IOException {
        Events event = Events.received().media(media.url("/photo.jpg"));

        HttpResponse<String> answer = new WebhookSender(port).post(event.json());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String place = "s3://%s/mms/%s/%s/".formatted(BucketServer.BUCKET, Events.SENDER, event.messageId());
        eventually(() -> assertThat(Json.MAPPER
                        .readTree(stored(place + "message.json"))
                        .at("/media/0/location")
                        .asText())
                .isEqualTo(place + "0.jpg"));
        assertThat(stored(place + "0.jpg")).isEqualTo(MediaHost.sample("photo.jpg"));
    }

    @Test
    @Order(4)
    void aMessageGoesOutToTelnyx() throws IOException {
        ObjectNode request = request("out of Karaf");
        request.putArray("media_urls").add(media.url("/photo.jpg"));

        String id = send(request);

        eventually(() -> assertThat(telnyx.calls("out of Karaf")).hasSize(1));
        eventually(() -> assertThat(state(port, id)).isEqualTo("accepted"));
    }

    @Test
    @Order(5)
    void theConsoleShowsWhatCameInAndWhatWentOut() throws IOException {
        assertThat(Http.send(http, to(managementPort, "/console/")).body()).contains("console.js");
        assertThat(get(managementPort, "/console/view-inbox.js")).isEqualTo(200);
        assertThat(get(port, "/console/")).isEqualTo(404);
        HttpResponse<String> login = Http.send(
                http,
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/admin/v1/session".formatted(managementPort)))
                        .POST(BodyPublishers.ofString("{\"key\":\"%s\"}".formatted(ADMIN_KEY))));
        assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
        String cookie = login.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");

        JsonNode received =
                asStaff(cookie, "/admin/v1/received").path("messages").path(0);
        HttpResponse<String> picture =
                staff(cookie, received.at("/media/0/href").asText());

        assertThat(received.path("state").asText()).isEqualTo("delivered");
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(picture.headers().firstValue("content-type")).contains("image/jpeg");
        assertThat(asStaff(cookie, "/admin/v1/received/" + received.path("id").asText())
                        .path("timeline")
                        .findValuesAsText("change"))
                .containsExactly("received", "stored", "delivered");
        assertThat(asStaff(cookie, "/admin/v1/sent").at("/messages/0/text").asText())
                .isEqualTo("out of Karaf");
        for (String path : new String[] {"status", "doctor", "dead-letters", "opt-outs", "audit"}) {
            assertThat(staff(cookie, "/admin/v1/" + path).statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    @Order(6)
    void aSettingThatDoesNotExistIsNamedAndTheGatewayRunsOn() {
        Map<String, String> wrong = settings(otherPort);
        wrong.put("mms.media.max-byte", "1");

        karaf.configure(GATEWAY, wrong);

        eventually(() -> assertThat(karaf.log()).contains("There is no setting mms.media.max-byte"));
        assertThat(ready()).isEqualTo(200);
        assertThat(get(port, "/nothing")).isEqualTo(404);
    }

    @Test
    @Order(7)
    void aChangedConfigurationAndARouteOfStaffsOwnAreTakenUp() throws IOException {
        Path own = Files.createDirectories(karaf.etc().resolve("mms"));
        Files.writeString(own.resolve("say-hello.camel.yaml"), """
                - route:
                    id: say-hello
                    from:
                      uri: platform-http
                      parameters:
                        path: /hello
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: hello
                """);

        karaf.configure(GATEWAY, settings(otherPort));

        eventually(() -> assertThat(get(otherPort, "/hello")).isEqualTo(200));
        assertThatThrownBy(() -> get(port, "/hello")).isInstanceOf(UncheckedIOException.class);
        eventually(() -> assertThat(ready()).isEqualTo(200));
    }

    @Test
    @Order(8)
    void aBlueprintBundleTakesWebhooksByTheKameletOfTheGateway(@TempDir Path events) throws IOException {
        int shop = Ports.free();
        karaf.configure(
                "shop",
                Map.of(
                        "telnyx.public-key",
                        WebhookSender.PUBLIC_KEY,
                        "shop.port",
                        String.valueOf(shop),
                        "shop.events",
                        events.toString()));
        karaf.deploy("blueprint");
        eventually(() -> assertThat(post(shop, "{}")).isEqualTo(401));
        Events event = Events.received();

        HttpResponse<String> answer = new WebhookSender(shop).post(event.json());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Json.MAPPER
                        .readTree(events.resolve(event.eventId() + ".json").toFile())
                        .at("/messageId")
                        .asText())
                .isEqualTo(event.messageId());
        karaf.undeploy("blueprint");
        eventually(() -> assertThatThrownBy(() -> post(shop, "{}")).isInstanceOf(UncheckedIOException.class));
    }

    @Test
    @Order(9)
    void nothingIsLeftOfItOnceItIsUninstalled() {
        karaf.uninstall();

        eventually(() -> assertThatThrownBy(() -> get(otherPort, "/hello")).isInstanceOf(UncheckedIOException.class));
        eventually(() -> assertThat(karaf.threads())
                .contains("FelixDispatchQueue")
                .noneMatch(name -> OURS.matcher(name).find()));
        assertThat(karaf.isAlive()).isTrue();
    }

    @Test
    @Order(10)
    void installedAgainItKnowsWhatItKnew() throws IOException {
        karaf.install("mms-routes-s3");
        eventually(() -> assertThat(ready()).isEqualTo(200));

        String id = send(otherPort, request("after it came again"));

        eventually(() -> assertThat(state(otherPort, id)).isEqualTo("accepted"));
        assertThat(telnyx.calls("after it came again")).hasSize(1);
    }

    @Test
    @Order(11)
    @Tag("proof")
    void picturesGoToGoogleCloudStorage() throws IOException {
        karaf.install("mms-routes-s3", "mms-routes-gcs");
        Map<String, String> both = new HashMap<>(gcs.settings());
        both.putAll(settings(port));
        both.put("mms.store.image", "media-store-gcs-sink");
        karaf.configure(GATEWAY, both);
        eventually(() -> assertThat(get(port, "/nothing")).isEqualTo(404));
        Events event = Events.received().media(media.url("/photo.jpg"));

        new WebhookSender(port).post(event.json());

        String picture = "gs://%s/mms/%s/%s/0.jpg".formatted(BucketServer.BUCKET, Events.SENDER, event.messageId());
        eventually(() -> assertThat(gcs.bytes(picture)).hasBinaryContent(MediaHost.sample("photo.jpg")));
    }

    private Map<String, String> settings(int onPort) {
        Map<String, String> settings = new HashMap<>(s3.settings());
        settings.putAll(Map.of(
                "telnyx.public-key",
                WebhookSender.PUBLIC_KEY,
                "telnyx.api-key",
                "KEY",
                "telnyx.api-url",
                telnyx.url(),
                "mms.api-key",
                API_KEY,
                "mms.media.trusted-hosts",
                media.address(),
                "mms.rate-limit.toll-free",
                "1000/s",
                "camel.server.port",
                String.valueOf(onPort),
                "camel.management.port",
                String.valueOf(managementPort)));
        settings.put("mms.admin-key", ADMIN_KEY);
        return settings;
    }

    private JsonNode asStaff(String cookie, String path) throws IOException {
        return Json.MAPPER.readTree(staff(cookie, path).body());
    }

    private HttpResponse<String> staff(String cookie, String path) {
        return Http.send(
                http,
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(managementPort, path)))
                        .timeout(Duration.ofSeconds(30))
                        .header("cookie", cookie));
    }

    private static ObjectNode request(String text) {
        return Json.MAPPER
                .createObjectNode()
                .put("from", "+18005550100")
                .put("to", "+17735550002")
                .put("text", text);
    }

    private String send(JsonNode request) throws IOException {
        return send(port, request);
    }

    private String send(int onPort, JsonNode request) throws IOException {
        HttpResponse<String> answer = Http.send(
                http,
                to(onPort, "/v2/messages")
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(request.toString())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body()).at("/data/id").asText();
    }

    private String state(int onPort, String id) throws IOException {
        return Json.MAPPER
                .readTree(Http.send(http, to(onPort, "/v2/messages/" + id)).body())
                .at("/data/mms_routes/state")
                .asText();
    }

    private int ready() {
        return get(managementPort, "/observe/health/ready");
    }

    private int get(int onPort, String path) {
        return Http.send(http, to(onPort, path)).statusCode();
    }

    private int post(int onPort, String body) {
        return Http.send(http, to(onPort, "/webhooks").POST(BodyPublishers.ofString(body)))
                .statusCode();
    }

    private byte[] stored(String location) throws IOException {
        try (InputStream in = s3.read(location)) {
            return in.readAllBytes();
        }
    }

    private static HttpRequest.Builder to(int onPort, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(onPort, path)))
                .timeout(Duration.ofSeconds(10))
                .header("authorization", "Bearer " + API_KEY);
    }

    private void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60))
                .failFast("Karaf has ended", () -> !karaf.isAlive())
                .ignoreExceptions()
                .untilAsserted(assertion);
    }
}
