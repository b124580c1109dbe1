package io.mmsroutes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.deploy.Dist.Ended;
import io.mmsroutes.deploy.ImageTar.Entry;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container image that Jib makes of this build, on an empty base: all in it is ours. */
@Tag("one-camel")
class ImageIT {
    private static final String HOME = "/opt/mms-routes";
    private static final String DATA_DIR = "/var/lib/mms-routes";
    private static final ImageTar IMAGE = new ImageTar(Path.of("target/image-check/image.tar"));
    private static final Path ROOT = unpacked();

    /** Of folders that Jib makes on the way. */
    private static final Instant JIBS_OWN = Instant.ofEpochSecond(1);

    @TempDir
    private Path folder;

    // --- What a container of it is

    @Test
    void runsAsNobodyInParticular() {
        assertThat(IMAGE.config().path("User").asText()).isEqualTo("10001:10001");
    }

    @Test
    void startsTheGateway() {
        assertThat(Manifests.texts(IMAGE.config().path("Entrypoint")))
                .containsExactly(
                        "java",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:MaxDirectMemorySize=64m",
                        "-XX:ReservedCodeCacheSize=96m",
                        "-XX:Tier4InvocationThreshold=20000",
                        "-XX:Tier4MinInvocationThreshold=2400",
                        "-XX:Tier4CompileThreshold=60000",
                        "-XX:Tier4BackEdgeThreshold=160000",
                        "-cp",
                        "@" + HOME + "/jib-classpath-file",
                        "io.mmsroutes.Gateway");
        assertThat(IMAGE.config().path("WorkingDir").asText()).isEqualTo(HOME);
    }

    @Test
    void opensItsTwoPortsAndWritesToOneVolume() {
        assertThat(IMAGE.config().path("ExposedPorts").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("8080/tcp", "9876/tcp");
        assertThat(IMAGE.config().path("Volumes").fieldNames()).toIterable().containsExactly(DATA_DIR);
    }

    @Test
    void setsWhatAContainerNeedsAndNoSecret() {
        assertThat(environment())
                .isEqualTo(Map.of(
                        "CAMEL_MANAGEMENT_HOST", "0.0.0.0",
                        "JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=60",
                        "MALLOC_ARENA_MAX", "2",
                        "MMS_DATA_DIR", DATA_DIR));
    }

    @Test
    void isTheSameWheneverItIsMade() {
        Instant time = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(IMAGE.whole().path("created").asText()).isEqualTo(time.toString());
        assertThat(IMAGE.layers().stream().flatMap(List::stream).map(Entry::modified))
                .allMatch(modified -> modified.equals(time) || modified.equals(JIBS_OWN));
        assertThat(IMAGE.names()).containsExactly("mms-routes:" + Dist.version());
    }

    // --- What is in which layer

    @Test
    void changesInItsSmallLayersOnly() {
        List<Set<String>> layers = IMAGE.layers().stream().map(ImageIT::places).toList();

        assertThat(layers)
                .containsExactly(
                        Set.of(HOME + "/libs"),
                        Set.of(HOME + "/classpath"),
                        Set.of(HOME + "/jib-classpath-file", HOME + "/jib-main-class-file"),
                        Set.of(DATA_DIR),
                        Set.of(HOME + "/routes"),
                        Set.of(HOME + "/kamelets"),
                        Set.of(HOME + "/simulator"),
                        Set.of(HOME + "/application.properties"));
    }

    @Test
    void holdsTheSameAsTheDist() {
        Dist dist = Dist.unpacked();

        assertThat(files(HOME + "/libs/")).isEqualTo(dist.libraries());
        assertThat(files(HOME + "/classpath/")).containsExactly("mms-routes-%s.jar".formatted(Dist.version()));
        assertThat(files(HOME + "/routes/"))
                .isEqualTo(withoutPages(Dist.filesIn(dist.home().resolve("routes"))));
        assertThat(files(HOME + "/kamelets/"))
                .isEqualTo(withoutPages(Dist.filesIn(dist.home().resolve("kamelets"))));
    }

    @Test
    void letsItsUserWriteToTheVolumeAndToNothingElse() {
        List<String> writable = IMAGE.layers().stream()
                .flatMap(List::stream)
                .filter(entry -> (entry.mode() & 0002) != 0 || entry.owner() == 10001)
                .map(Entry::path)
                .toList();

        assertThat(writable).containsExactly(DATA_DIR + "/");
    }

    // --- How it runs

    @Test
    void isLiveAndSaysWhichKeyIsMissing() {
        Ended ended = Ended.of(ROOT.resolve(HOME.substring(1)), command().toArray(String[]::new));

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("telnyx.public-key is not set (environment: TELNYX_PUBLIC_KEY)");
    }

    @Test
    void takesWebhooksAndWritesNothingBesideItsVolume() {
        Set<String> before = Dist.filesIn(ROOT);
        int port = Ports.free();
        Map<String, String> settings = new HashMap<>(environment());
        settings.putAll(GatewayProcess.settings(folder.resolve("data"), port, "127.0.0.1:1"));
        settings.remove("MMS_DATA_DIR");
        settings.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        GatewayProcess gateway = GatewayProcess.startPacked(
                        command(), ROOT.resolve(HOME.substring(1)), settings, folder.resolve("log"))
                .awaitReady()
                .awaitOutput("A saved route file is live");

        int answered = new WebhookSender(port).post(Events.received().json()).statusCode();

        assertThat(answered).isEqualTo(200);
        assertThat(gateway.stop()).isIn(0, 143);
        assertThat(gateway.output()).contains("Mode is LIVE");
        assertThat(Dist.filesIn(ROOT)).isEqualTo(before);
        assertThat(folder.resolve("data/mms.db")).isRegularFile();
    }

    /** Where there is no container, the paths of the image lie in a folder. */
    private static Path unpacked() {
        Path root = Dist.emptied(Path.of("target/image-check/root").toAbsolutePath());
        IMAGE.unpack(root);
        Path classPath = root.resolve(HOME.substring(1)).resolve("jib-classpath-file");
        try {
            Files.writeString(classPath, Files.readString(classPath).replace(HOME, root + HOME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Manifests.texts(IMAGE.config().path("Entrypoint"))
                .skip(1)
                .map(word -> word.replace(HOME, ROOT + HOME))
                .forEach(command::add);
        return command;
    }

    private static Map<String, String> environment() {
        return Manifests.texts(IMAGE.config().path("Env"))
                .map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    /** Where a layer puts something: in the home by its first name there, elsewhere by the deepest folder. */
    private static Set<String> places(List<Entry> layer) {
        return layer.stream()
                .map(entry -> entry.path().replaceFirst("/$", ""))
                .filter(path -> path.startsWith(HOME + "/") || path.equals(DATA_DIR))
                .map(path -> path.replaceFirst("^(%s/[^/]+).*".formatted(HOME), "$1"))
                .collect(Collectors.toSet());
    }

    private static Set<String> files(String under) {
        return IMAGE.layers().stream()
                .flatMap(List::stream)
                .filter(entry -> !entry.folder() && entry.path().startsWith(under))
                .map(entry -> entry.path().substring(under.length()))
                .collect(Collectors.toSet());
    }

    private static Set<String> withoutPages(Set<String> files) {
        return files.stream().filter(file -> !file.endsWith(".md")).collect(Collectors.toSet());
    }
}
