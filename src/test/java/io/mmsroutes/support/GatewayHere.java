package io.mmsroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.app.GatewayWiring;
import io.mmsroutes.settings.Settings;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.logging.log4j.Level;

/**
 * The gateway in the JVM of the tests, with the settings of a {@link GatewayProcess}, of which it costs a tenth: for a test that neither
 * kills it nor gives the JVM options.
 */
public final class GatewayHere implements AutoCloseable {
    private final LoggedLines lines = LoggedLines.record();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Main main = new Main();
    private final CompletableFuture<Void> running;
    private final String managementPort;

    private GatewayHere(Path home, Map<String, String> settings) {
        managementPort = Objects.requireNonNull(settings.get("camel.management.port"));
        Map<String, String> environment = new HashMap<>();
        settings.forEach((key, value) -> environment.put(Settings.environmentName(key), value));
        GatewayWiring.of(Settings.load(home.toAbsolutePath(), environment, new Properties()))
                .applyTo(main);
        main.setShutdownStrategy(new SimpleMainShutdownStrategy()); // no hook of the JVM, which goes on
        running = CompletableFuture.runAsync(this::run, task -> new Thread(task, "gateway-here").start());
    }

    private void run() {
        try {
            main.run();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** With the routes of this project. */
    public static GatewayHere start(Map<String, String> settings) {
        return startIn(Path.of(""), settings);
    }

    /** With those of a folder. Whatever a setting names by a path is named by a whole one. */
    public static GatewayHere startIn(Path home, Map<String, String> settings) {
        return new GatewayHere(home, settings);
    }

    public GatewayHere awaitReady() {
        URI ready = URI.create("http://127.0.0.1:%s/observe/health/ready".formatted(managementPort));
        await().atMost(Duration.ofMinutes(3))
                .ignoreException(UncheckedIOException.class) // nobody listens yet
                .until(() -> isRunning()
                        && Http.send(http, HttpRequest.newBuilder(ready)).statusCode() == 200);
        return this;
    }

    private boolean isRunning() {
        if (running.isDone()) {
            running.join();
            throw new AssertionError("The gateway ended: " + output());
        }
        return true;
    }

    /** Waits until the log says it: a line may come after the answer that it is about. */
    public GatewayHere awaitOutput(String expected) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(output()).contains(expected));
        return this;
    }

    /** What was logged in this JVM since it was started: messages, and what was thrown. */
    public String output() {
        return lines.from(Level.ALL).stream()
                .map(event -> event.getThrown() == null
                        ? event.getMessage().getFormattedMessage()
                        : "%s%n%s".formatted(event.getMessage().getFormattedMessage(), event.getThrown()))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        main.completed();
        running.handle((nothing, failure) -> failure).join();
        lines.close();
    }
}
