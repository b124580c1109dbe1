package io.mmsroutes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.deploy.Dist.Ended;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.JobsPage;
import io.mmsroutes.support.MarkdownPage;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that {@code mvn package} makes, unpacked and started as its users do it. */
@Tag("one-camel")
class DistIT {
    private final Dist dist = Dist.unpacked();

    @TempDir
    private Path folder;

    // --- What is in it

    @Test
    void holdsWhatIsRunAndWhatIsEdited() {
        assertThat(dist.files())
                .contains(
                        "bin/mms-routes",
                        "mms-routes.jar",
                        "application.properties",
                        "routes/beans.camel.yaml",
                        "routes/inbound/1-receive-webhook.camel.yaml",
                        "kamelets/media-store-file-sink.kamelet.yaml",
                        "simulator/beans.camel.yaml",
                        "simulator/media/photo.jpg",
                        "systemd/mms-routes.service",
                        "ext/README.md",
                        "README.md",
                        "docs/jobs.md",
                        "docs/media-types.md",
                        "LICENSE")
                .noneMatch(file -> file.startsWith("data"));
        assertThat(dist.script()).isExecutable();
    }

    @Test
    void holdsTheLibrariesThatTheJarAsksForAndNoOthers() {
        assertThat(dist.libraries()).isEqualTo(dist.classPathOfTheJar()).hasSizeGreaterThan(100);
    }

    @Test
    void isTheSameAsZip() {
        assertThat(Dist.filesOfTheZip()).isEqualTo(dist.files());
    }

    // --- How it starts

    @Test
    void tellsItsVersionAndWhatItCanDo() {
        assertThat(run(Map.of(), "--version")).isEqualTo(new Ended(0, "MMS Routes " + Dist.version() + "\n"));
        assertThat(run(Map.of(), "--help").output()).contains("application.properties", "--version");
    }

    /** Java starts with no two collectors. */
    @Test
    void takesACollectorOfYourOwn() {
        Ended version = new Ended(0, "MMS Routes %s\n".formatted(Dist.version()));
        assertThat(run(Map.of(), "--version")).as("Ours").isEqualTo(version);
        for (String options : List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS")) {
            assertThat(run(Map.of(options, "-XX:+UseParallelGC -Xmx64m"), "--version")
                            .status())
                    .as(options)
                    .isZero();
        }
    }

    @Test
    void isLiveAndSaysWhichKeyIsMissing() {
        Ended ended = run(Map.of());

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output())
                .contains("MMS Routes cannot start: telnyx.public-key is not set (environment: TELNYX_PUBLIC_KEY)");
    }

    /** "Run it for real" of the README, line by line, but with keys, and without packing once more what is packed. */
    @Test
    void runsByTheCommandsOfTheReadme() throws IOException {
        String commands = MarkdownPage.read(Path.of("README.md")).blocks().stream()
                .map(MarkdownPage.Block::text)
                .filter(text -> text.contains("bin/mms-routes"))
                .findFirst()
                .orElseThrow();
        assertThat(commands).startsWith("mvn -DskipTests package\n").endsWith("\nbin/mms-routes\n");
        String script = commands.replaceFirst("^mvn .*\n", "")
                .replace("TELNYX_PUBLIC_KEY=…", "TELNYX_PUBLIC_KEY=" + WebhookSender.PUBLIC_KEY)
                .replace("KEY…", "KEY")
                .replaceFirst("\nbin/mms-routes\n$", "\nexec bin/mms-routes\n"); // so that SIGTERM gets to it
        Files.createSymbolicLink(folder.resolve("target"), Path.of("target").toAbsolutePath());
        int port = Ports.free();

        try (GatewayProcess gateway = GatewayProcess.startPacked(
                List.of("sh", "-e", "-c", script), folder, settings(port), folder.resolve("log"))) {
            gateway.awaitReady();

            gateway.awaitOutput("Ready:");
            assertThat(gateway.stop()).isEqualTo(143);
        }
    }

    @Test
    void isFoundByALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("mms-routes"), dist.script());

        assertThat(Ended.of(folder, link.toString(), "--version").status()).isZero();
    }

    @Test
    void takesSettingsFromAHomeOfItsOwn() throws IOException {
        Files.writeString(
                folder.resolve("application.properties"), "telnyx.public-key=" + WebhookSender.PUBLIC_KEY + "\n");

        Ended ended = run(Map.of("MMS_HOME", folder.toString()));

        assertThat(ended.output())
                .contains("telnyx.api-key is not set")
                .doesNotContain("There is no setting for the environment variable MMS_HOME");
    }

    @Test
    void namesAJavaThatIsTooOld() throws IOException {
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.27\" 2025-04-15' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Ended ended = run(Map.of("JAVA_HOME", folder.toString()));

        assertThat(ended)
                .isEqualTo(new Ended(
                        1,
                        "MMS Routes cannot start: %s is Java 11.0.27, and 17 or newer is needed. Set JAVA_HOME to one.\n"
                                .formatted(java)));
    }

    @Test
    void namesAJavaHomeWithoutJava() {
        Ended ended = run(Map.of("JAVA_HOME", folder.toString()));

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("JAVA_HOME is " + folder);
    }

    @Test
    void namesAMissingJava() throws IOException {
        for (String program : List.of("dirname", "readlink")) {
            Path path = Path.of(Ended.of(folder, "sh", "-c", "command -v " + program)
                    .output()
                    .strip());
            Files.createSymbolicLink(folder.resolve(program), path);
        }

        Ended ended = Ended.of(
                folder,
                Map.of("JAVA_HOME", "", "PATH", folder.toString()),
                "/bin/sh",
                dist.script().toString());

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("There is no java on the PATH");
    }

    @Test
    void endsWhenALibraryIsMissing() throws IOException {
        Dist broken = Dist.unpackedIn(folder);
        String pool = broken.libraries().stream()
                .filter(library -> library.startsWith("HikariCP"))
                .findFirst()
                .orElseThrow();
        Files.delete(broken.home().resolve("lib").resolve(pool));
        GatewayProcess gateway = GatewayProcess.startPacked(
                List.of(broken.script().toString()), folder, settings(Ports.free()), folder.resolve("log"));

        assertThat(gateway.awaitEnd()).isEqualTo(1);
        assertThat(gateway.output()).contains("MMS Routes cannot start: A library is missing");
    }

    // --- How it runs

    @Test
    void takesWebhooksAndStopsWhenToldTo() throws Exception {
        Set<String> before = dist.files();
        int port = Ports.free();
        Map<String, String> settings = settings(port);
        GatewayProcess gateway = start(settings).awaitReady();

        int answered = new WebhookSender(port).post(Events.received().json()).statusCode();

        assertThat(answered).isEqualTo(200);
        assertThat(status(settings, "/observe/health")).isEqualTo(200);
        assertThat(healthCheckOfCompose(settings)).isZero();
        assertThat(gateway.stop()).isIn(0, 143);
        assertThat(gateway.output()).contains("Mode is LIVE");
        assertThat(dist.files()).as("What it writes is in mms.data-dir").isEqualTo(before);
        assertThat(folder.resolve("data/mms.db")).isRegularFile();
    }

    @Test
    void runsAgainstTheSimulatorWhereItIsTold() throws Exception {
        Map<String, String> settings = settings(Ports.free());
        settings.putAll(Map.of("telnyx.mode", "simulator", "telnyx.public-key", "", "telnyx.api-key", ""));

        try (GatewayProcess gateway = start(settings).awaitReady()) {
            HttpResponse<String> keys = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/simulator/keys"
                                            .formatted(settings.get("camel.server.port"))))
                                    .build(),
                            BodyHandlers.ofString());

            gateway.awaitOutput("Mode is SIMULATOR");
            assertThat(keys.body()).contains("public_key");
            gateway.awaitOutput("/console/#ticket=");
            assertThat(status(settings, "/console/")).isEqualTo(200);
            assertThat(status(settings, "/console/openapi.yaml")).isEqualTo(200);
            assertThat(status(settings, "/admin/v1/received")).isEqualTo(401);
        }
    }

    @Test
    void isAliveAndNotReadyWhileItsDatabaseIsAway() throws Exception {
        Map<String, String> settings = settings(Ports.free());
        settings.put("mms.database.url", "jdbc:postgresql://127.0.0.1:%s/mms".formatted(Ports.free()));

        try (GatewayProcess gateway = start(settings)) {
            gateway.awaitOk(Manifests.probe("livenessProbe"), Duration.ofSeconds(90));

            assertThat(status(settings, Manifests.probe("readinessProbe"))).isEqualTo(503);
            assertThat(healthCheckOfCompose(settings)).isNotZero();
        }
    }

    /** Job 8 of docs/jobs.md, word by word; but with the Camel of this build. */
    @Test
    void hasAComponentWhoseJarsLieInExt() throws Exception {
        JobsPage page = JobsPage.read();
        Dist own = Dist.unpackedIn(folder);
        String camel = own.libraries().stream()
                .filter(library -> library.startsWith("camel-api-"))
                .map(library -> library.replaceAll("camel-api-|\\.jar", ""))
                .findFirst()
                .orElseThrow();
        Files.writeString(
                own.home().resolve("own.pom.xml"),
                page.file("own.pom.xml").replaceAll("<version>4[^<]*<", "<version>%s<".formatted(camel)));
        Ended maven = Ended.of(own.home(), "sh", "-c", page.below(8, "In the folder of the gateway run"));
        Assumptions.assumeFalse(
                maven.status() == 127 || maven.output().contains("Could not transfer"),
                "There is no mvn on the PATH, or no way to its repository");
        assertThat(maven.status()).as(maven.output()).isZero();
        Path route = own.home().resolve("routes/copy-to-partner.camel.yaml");

        try (GatewayProcess gateway = GatewayProcess.startPacked(
                List.of(own.script().toString()), own.home(), settings(Ports.free()), folder.resolve("log"))) {
            gateway.awaitReady();
            Files.writeString(route, page.file("routes/copy-to-partner.camel.yaml"));

            String expected = page.below(8, "The log says").strip();
            gateway.awaitOutput(expected);
        }
    }

    private GatewayProcess start(Map<String, String> settings) {
        return GatewayProcess.startPacked(List.of(dist.script().toString()), folder, settings, folder.resolve("log"));
    }

    private Map<String, String> settings(int port) {
        Map<String, String> settings =
                new HashMap<>(GatewayProcess.settings(folder.resolve("data"), port, "127.0.0.1:1"));
        settings.put("JAVA_HOME", System.getProperty("java.home"));
        settings.put("JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        return settings;
    }

    private static int status(Map<String, String> settings, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:%s%s".formatted(settings.get("camel.management.port"), path));
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    /** As the container would be asked, on the port of this one. */
    private int healthCheckOfCompose(Map<String, String> settings) {
        String[] command = Manifests.healthCheckOfCompose().stream()
                .map(word -> word.replace("9876", settings.get("camel.management.port")))
                .toArray(String[]::new);
        return Ended.of(folder, command).status();
    }

    private Ended run(Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));
        all.putAll(environment);
        String[] command = new String[arguments.length + 1];
        command[0] = dist.script().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Ended.of(folder, all, command);
    }
}
