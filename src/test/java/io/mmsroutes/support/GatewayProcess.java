package io.mmsroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** The gateway in a JVM of its own, which a test may kill. */
public final class GatewayProcess implements AutoCloseable {
    private static final List<String> LIGHT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** As bin/mms-routes has them: of what SQLite and Netty do, newer Javas warn at each start. */
    private static final List<String> QUIET = Runtime.version().feature() < 24
            ? List.of()
            : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private final Map<String, String> settings;
    private final List<String> command;
    private final Path log;
    private final Path home;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;
    private int before;

    private GatewayProcess(Map<String, String> settings, List<String> command, Path log, Path home) {
        this.settings = settings;
        this.command = command;
        this.log = log;
        this.home = home;
        this.process = launch();
    }

    /** Of a live gateway on free ports, with media from the given host. */
    public static Map<String, String> settings(Path dataDir, int port, String mediaHost) {
        return new HashMap<>(Map.of(
                "telnyx.public-key",
                WebhookSender.PUBLIC_KEY,
                "telnyx.api-key",
                "KEY",
                "mms.data-dir",
                dataDir.toString(),
                "mms.media.trusted-hosts",
                mediaHost,
                "camel.server.port",
                String.valueOf(port),
                "camel.management.port",
                String.valueOf(Ports.free())));
    }

    public static GatewayProcess start(Map<String, String> settings, Path log, String... jvmOptions) {
        return new GatewayProcess(
                settings,
                java(List.of(jvmOptions), List.of("-cp", System.getProperty("java.class.path"))),
                log,
                Path.of(""));
    }

    /** One that is up for half the work, for a test that is not about speed or memory. */
    public static GatewayProcess startLight(Map<String, String> settings, Path log, String... jvmOptions) {
        return new GatewayProcess(settings, light(jvmOptions), log, Path.of(""));
    }

    /** The same in a working folder other than the project's. */
    public static GatewayProcess startLightIn(Path home, Map<String, String> settings, Path log) {
        return new GatewayProcess(settings, light(), log, home);
    }

    /** With a command before it that sees what it does. */
    public static GatewayProcess startBelow(List<String> observer, Map<String, String> settings, Path log) {
        List<String> command = new ArrayList<>(observer);
        command.addAll(light());
        return new GatewayProcess(settings, command, log, Path.of(""));
    }

    /** As it was packed, by the command that its users start it with. */
    public static GatewayProcess startPacked(List<String> command, Path home, Map<String, String> settings, Path log) {
        return new GatewayProcess(settings, command, log, home);
    }

    public GatewayProcess awaitReady() {
        return awaitReady(Duration.ofMinutes(5));
    }

    /** @param atMost longer where other work is done on the machine meanwhile */
    public GatewayProcess awaitReady(Duration atMost) {
        return awaitOk("/observe/health/ready", atMost);
    }

    /** Waits until the management port answers a path with 200. */
    public GatewayProcess awaitOk(String path, Duration atMost) {
        URI uri = URI.create("http://127.0.0.1:%s%s".formatted(settings.get("camel.management.port"), path));
        try {
            await().atMost(atMost).ignoreExceptions().until(() -> answersOk(uri));
        } catch (ConditionTimeoutException e) {
            kill(); // whoever waited has nothing yet that could be closed
            throw new AssertionError("The gateway does not answer 200 to %s: %s".formatted(uri, output()), e);
        }
        return this;
    }

    /** Waits until the log says it: a line may come after the answer that it is about. */
    public GatewayProcess awaitOutput(String expected) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(output()).contains(expected));
        return this;
    }

    private boolean answersOk(URI uri) throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new AssertionError("The gateway ended: " + output());
        }
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    /** SIGKILL: no handler runs, nothing is flushed. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    public void restart() {
        process = launch();
    }

    /** SIGTERM, and the exit status. */
    public int stop() {
        process.destroy();
        return awaitEnd();
    }

    /** Waits for the end and returns the exit status. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                throw new AssertionError("The gateway does not end: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** In bytes: what of it is in memory now; Linux only. */
    public long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In bytes: the heap that is left after a collection. */
    public long heapBytes() {
        diagnose("GC.run");
        return java.util.regex.Pattern.compile("(?m)^(?!.*(?:Metaspace|class space)).*used (\\d+)K")
                .matcher(diagnose("GC.heap_info"))
                .results()
                .mapToLong(found -> 1_024 * Long.parseLong(found.group(1)))
                .sum();
    }

    /** What the JDK's jcmd says of it. */
    public String diagnose(String command) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(process.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path as the process sees it, which may have disks of its own; Linux only. */
    public Path seen(Path path) {
        return Path.of("/proc/%d/root".formatted(process.pid()))
                .resolve(path.toAbsolutePath().toString().substring(1));
    }

    public boolean isReady() {
        URI uri =
                URI.create("http://127.0.0.1:%s/observe/health/ready".formatted(settings.get("camel.management.port")));
        return Http.send(http, HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)))
                        .statusCode()
                == 200;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it wrote since it was started last. */
    public String outputSinceStart() {
        return output().substring(before);
    }

    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private static List<String> light(String... more) {
        return java(Stream.concat(LIGHT.stream(), Stream.of(more)).toList(), ClassArchive.options());
    }

    private static List<String> java(List<String> options, List<String> classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUIET);
        command.addAll(classPath);
        command.addAll(options); // last, so that what a test wants to have logged is
        command.add("io.mmsroutes.Gateway");
        return command;
    }

    private Process launch() {
        before = Files.exists(log) ? output().length() : 0;
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        settings.forEach((key, value) -> builder.environment().put(Settings.environmentName(key), value));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
