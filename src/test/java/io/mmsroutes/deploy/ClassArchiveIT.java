package io.mmsroutes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.deploy.Dist.Ended;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes, which {@code bin/mms-routes --archive} makes so that a start is faster. */
@Tag("one-camel")
class ClassArchiveIT {
    /** Half the work of the usual compilers; an archive does not ask which of them there are. */
    private static final String LIGHT = "-XX:TieredStopAtLevel=1 ";

    @TempDir
    private static Path place;

    private static Dist archived;
    private static Set<String> before;
    private static Ended made;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeOne() {
        archived = Dist.unpackedIn(place);
        before = archived.files();
        made = archive(archived, "");
    }

    @Test
    void anArchiveOfItsClassesIsUsedByTheJavaThatMadeIt() throws Exception {
        Dist own = archived;

        assertThat(made.status()).as(made.output()).isZero();
        Path archive = archiveOf(own);
        assertThat(made.output()).isEqualTo("Made %s\n".formatted(archive));
        assertThat(own.files())
                .as("It takes and leaves nothing else")
                .hasSize(before.size() + 1)
                .containsAll(before);
        int port = Ports.free();
        Map<String, String> settings =
                new HashMap<>(GatewayProcess.settings(folder.resolve("data"), port, "127.0.0.1:1"));
        settings.putAll(java(""));
        Path loaded = folder.resolve("loaded");
        settings.put("JAVA_OPTS", LIGHT + "-XX:+UseSerialGC -Xlog:class+load:file=" + loaded);
        try (GatewayProcess gateway =
                GatewayProcess.startPacked(List.of(own.script().toString()), folder, settings, folder.resolve("log"))) {
            gateway.awaitReady();

            List<String> archived = Files.readAllLines(loaded).stream()
                    .filter(line -> line.endsWith("source: shared objects file (top)"))
                    .toList();
            assertThat(archived)
                    .anyMatch(line -> line.contains(" io.mmsroutes.Gateway "))
                    .anyMatch(line -> line.contains(" io.mmsroutes.server.WarmUp "))
                    .anyMatch(line -> line.contains(" org.apache.camel.main.Main "));
            assertThat(gateway.output()).doesNotContain("[warning]", "[error", "cds");
            assertThat(new WebhookSender(port).post(Events.received().json()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anArchiveThatDoesNotFitIsNotUsedAndNotTalkedAbout() throws IOException {
        Dist own = archived;
        Ended version = new Ended(0, "MMS Routes %s\n".formatted(Dist.version()));
        Path archive = archiveOf(own);
        Path kept = Files.copy(archive, folder.resolve("kept"));

        assertThat(run(own, "")).as("It fits").isEqualTo(version);
        assertThat(run(own, "-XX:-UseCompressedOops")).as("Other options").isEqualTo(version);
        Path library =
                own.home().resolve("lib").resolve(own.libraries().iterator().next());
        FileTime written = Files.getLastModifiedTime(library);
        Files.setLastModifiedTime(library, FileTime.fromMillis(written.toMillis() + 86_400_000));
        assertThat(run(own, "")).as("Another jar").isEqualTo(version);
        Files.setLastModifiedTime(library, written);
        Files.move(own.home(), place.resolve("moved"));
        assertThat(Ended.of(place, java(""), "moved/bin/mms-routes", "--version"))
                .as("Another place")
                .isEqualTo(version);
        Files.move(place.resolve("moved"), own.home());
        Path others = archive.resolveSibling("java-99.0.1-1.jsa");
        try {
            Files.writeString(archive, "half of it");
            assertThat(run(own, "")).as("Not whole").isEqualTo(version);
            Files.move(archive, others);
            assertThat(run(own, "")).as("Another Java's").isEqualTo(version);
        } finally {
            Files.deleteIfExists(others);
            Files.copy(kept, archive, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Java takes no classes of jars out of an archive there, but starts. */
    @Test
    void aPlaceWithABlankInItsNameIsAPlaceToo() throws IOException {
        Dist own = Dist.unpackedIn(Files.createDirectories(folder.resolve("a place")));

        assertThat(archive(own, "").status()).isZero();
        assertThat(run(own, "")).isEqualTo(new Ended(0, "MMS Routes %s\n".formatted(Dist.version())));
    }

    @Test
    void whereNoArchiveCanBeWrittenItIsSaidAndTheGatewayStartsWithoutIt() throws IOException {
        Dist own = Dist.unpackedIn(folder);
        Files.writeString(own.home().resolve("archive"), "a file in its place");

        Ended made = archive(own, "");

        assertThat(made.status()).isEqualTo(1);
        assertThat(made.output()).contains("MMS Routes cannot start", "archive cannot be written to");
        assertThat(run(own, "")).isEqualTo(new Ended(0, "MMS Routes %s\n".formatted(Dist.version())));
    }

    @Test
    void anArchiveThatIsNotMadeLeavesNothing() {
        Dist own = Dist.unpackedIn(folder);

        Ended made = archive(own, "-Dorg.sqlite.tmpdir=/proc/none");

        assertThat(made.status()).isEqualTo(1);
        assertThat(made.output()).contains("The archive is not made", "/proc/none");
        assertThat(Dist.filesIn(own.home().resolve("archive"))).isEmpty();
    }

    private static Ended archive(Dist own, String options) {
        return Ended.of(own.home(), java(options), own.script().toString(), "--archive");
    }

    private Ended run(Dist own, String options) {
        return Ended.of(folder, java(options), own.script().toString(), "--version");
    }

    private static Map<String, String> java(String options) {
        return Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", LIGHT + options);
    }

    private static Path archiveOf(Dist own) throws IOException {
        try (Stream<Path> archives = Files.list(own.home().resolve("archive"))) {
            return archives.findFirst().orElseThrow();
        }
    }
}
