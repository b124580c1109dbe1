package io.mmsroutes.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.app.GatewayWiring;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.text.Json;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * The whole gateway, one for a test class: the YAML of this project, a real database, real HTTP in and out. A class
 * changes settings by overriding {@link #settings}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GatewayTestSupport extends CamelTestSupport {
    protected static final String ADMIN_KEY = "open-sesame";

    protected final MediaHost mediaHost = new MediaHost();
    protected final int port = Ports.free();
    protected final int managementPort = Ports.free();
    protected final Path dataDir = temporaryFolder();
    protected final WebhookSender telnyx = new WebhookSender(port);
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<@Nullable VmBroker> broker = new AtomicReference<>();

    /** What this class wants otherwise. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    /** What an application around the gateway gives it. */
    protected void bind(Main main) {}

    /** Made as {@link io.mmsroutes.Gateway} makes it. */
    @Override
    protected CamelContext createCamelContext() {
        Main main = new Main();
        bind(main);
        GatewayWiring.of(load()).applyTo(main);
        main.init();
        return main.getCamelContext();
    }

    /** URL of a broker of this class's own. */
    protected String broker() {
        return Objects.requireNonNull(broker.updateAndGet(started -> started == null ? new VmBroker() : started))
                .url();
    }

    @AfterAll
    void stop() throws IOException {
        context().stop();
        VmBroker started = broker.get();
        if (started != null) {
            started.close();
        }
        mediaHost.close();
        FileSystemUtils.deleteRecursively(dataDir);
    }

    /** The manifest of a message, once it is there. */
    protected JsonNode manifest(String messageId) {
        return manifest(Events.SENDER, messageId);
    }

    protected JsonNode manifest(String sender, String messageId) {
        Path file = folder(sender, messageId).resolve("message.json");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(file));
        try {
            return Json.MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The manifest of a message, once the database has what of it is stored, too; that is noted after the file is written. */
    protected JsonNode notedManifest(String sender, String messageId) {
        JsonNode manifest = manifest(sender, messageId);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database()
                                .sql(
                                        "select count(*) from stored_media where message_id = :id and storage_key like '%/message.json'")
                                .param("id", messageId)
                                .query(Integer.class)
                                .single()
                        == 1);
        return manifest;
    }

    protected Path folder(String sender, String messageId) {
        return dataDir.resolve("mms").resolve(sender).resolve(messageId);
    }

    protected HttpResponse<String> get(int onPort, String path, String... headers) {
        return send(request(onPort, path, headers).GET());
    }

    protected HttpResponse<String> post(int onPort, String path, String json, String... headers) {
        HttpRequest.Builder request = request(onPort, path, headers);
        boolean typed = List.of(headers).contains("content-type");
        return send((typed ? request : request.header("content-type", "application/json"))
                .POST(BodyPublishers.ofString(json)));
    }

    protected JsonNode deadLetters() {
        return json(get(port, "/admin/dead-letters", "authorization", "Bearer " + ADMIN_KEY));
    }

    /** The gateway's own database, to look into. */
    protected JdbcClient database() {
        return JdbcClient.create(new DriverManagerDataSource(databaseUrl()));
    }

    /** Another program's look into it; one that writes waits for its turn. */
    protected String databaseUrl() {
        return "jdbc:sqlite:%s?busy_timeout=5000".formatted(dataDir.resolve("mms.db"));
    }

    /** The value of one metric, 0 where it was never counted. */
    protected double metric(String line) {
        return get(managementPort, "/observe/metrics")
                .body()
                .lines()
                .filter(text -> text.startsWith(line))
                .mapToDouble(text -> Double.parseDouble(text.substring(text.lastIndexOf(' '))))
                .sum();
    }

    protected static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever a test is about: an answer of /v2 is what Telnyx's own specification says. */
    private HttpResponse<String> send(HttpRequest.Builder request) {
        HttpResponse<String> answer = Http.send(http, request);
        HttpRequest sent = answer.request();
        Set<String> errors =
                TelnyxSchema.errorsOfAnswer(sent.method(), sent.uri().getPath(), answer.statusCode(), answer.body());
        if (!errors.isEmpty()) {
            throw new AssertionError(
                    "%s %s is answered %s: %s".formatted(sent.method(), sent.uri(), answer.body(), errors));
        }
        return answer;
    }

    private static HttpRequest.Builder request(int onPort, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(onPort, path)))
                .timeout(Duration.ofSeconds(60));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Settings load() {
        Map<String, String> environment = new HashMap<>();
        Map<String, String> wanted = new HashMap<>(Map.of(
                "telnyx.public-key",
                WebhookSender.PUBLIC_KEY,
                "telnyx.api-key",
                "KEY0123456789",
                "mms.data-dir",
                dataDir.toString(),
                "mms.admin-key",
                ADMIN_KEY,
                "mms.media.trusted-hosts",
                mediaHost.address(),
                "mms.media.retry-initial",
                "100ms",
                "mms.media.retry-max",
                "300ms",
                "camel.server.port",
                String.valueOf(port),
                "camel.management.port",
                String.valueOf(managementPort)));
        wanted.putAll(settings());
        wanted.forEach((key, value) -> environment.put(Settings.environmentName(key), value));
        return Settings.load(Path.of("").toAbsolutePath(), environment, new Properties());
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("mms-routes-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
