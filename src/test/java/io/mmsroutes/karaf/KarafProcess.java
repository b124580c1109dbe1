package io.mmsroutes.karaf;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * A Karaf of the kind that a application has: Camel's features are installed, nothing of ours is. It asks no repository but the one
 * that the build has filled, and has no remote shell. Features come and go by its deploy folder.
 */
final class KarafProcess implements AutoCloseable {
    private static final Path BUILT = Path.of("target").toAbsolutePath();
    private static final String VERSION = System.getProperty("karaf.version");
    private static final String GATEWAY = System.getProperty("project.version");

    private final Path base = BUILT.resolve("karaf/base");
    private final Path home = BUILT.resolve("karaf/apache-karaf-" + VERSION);
    private final Path repository = BUILT.resolve("karaf/repository");
    private final Process process;

    KarafProcess() {
        try {
            putIntoRepository();
            FileSystemUtils.deleteRecursively(base);
            FileSystemUtils.copyRecursively(home.resolve("etc"), etc());
            Files.createDirectories(base.resolve("deploy"));
            Files.createDirectories(data());
            append("org.ops4j.pax.url.mvn.cfg", """
                    org.ops4j.pax.url.mvn.localRepository = %s
                    org.ops4j.pax.url.mvn.repositories =
                    """.formatted(repository));
            append("org.apache.karaf.features.cfg", """
                    featuresRepositories = mvn:org.apache.karaf.features/standard/%1$s/xml/features,\
                      mvn:org.apache.karaf.features/framework/%1$s/xml/features,\
                      mvn:org.apache.karaf.features/specs/%1$s/xml/features,\
                      mvn:org.apache.camel.karaf/apache-camel/%2$s/xml/features
                    featuresBoot = wrap, log, feature, config, deployer, aries-blueprint,\
                      camel-aws2-s3, camel-http, camel-jackson, camel-kamelet, camel-netty-http, camel-yaml-dsl
                    """.formatted(
                            VERSION, System.getProperty("karaf.features.version")));
            this.process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void install(String... features) {
        write(deployed("application.xml"), """
                <features name="application" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
                  <repository>mvn:io.mmsroutes/mms-routes/%1$s/xml/features</repository>
                  <feature name="application" install="auto">%2$s</feature>
                </features>
                """.formatted(
                GATEWAY,
                Stream.of(features).map("<feature>%s</feature>"::formatted).collect(Collectors.joining())));
    }

    void uninstall() {
        delete(deployed("application.xml"));
    }

    void configure(String pid, Map<String, String> settings) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(settings).forEach((key, value) -> lines.append("%s = %s%n".formatted(key, value)));
        write(etc().resolve(pid + ".cfg"), lines.toString());
    }

    /** @param example name of its folder; the build has made a bundle of it */
    void deploy(String example) {
        Path jar = BUILT.resolve("invoked/examples/%1$s/target/%1$s-%2$s.jar".formatted(example, GATEWAY));
        try {
            Path draft = Files.copy(jar, base.resolve("draft"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, deployed(example + ".jar"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void undeploy(String example) {
        delete(deployed(example + ".jar"));
    }

    Path etc() {
        return base.resolve("etc");
    }

    Path data() {
        return base.resolve("data");
    }

    String log() {
        Path log = data().resolve("log/karaf.log");
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Names of all threads of the JVM. */
    List<String> threads() {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process asked = new ProcessBuilder(tool.toString(), String.valueOf(jvm().pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            String all = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return all.lines()
                    .filter(line -> line.startsWith("\""))
                    .map(line -> line.substring(1, line.indexOf('"', 1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** The process itself is the shell that started it. */
    private ProcessHandle jvm() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }

    /** As {@code mvn install} would, but where only this Karaf looks. */
    private void putIntoRepository() throws IOException {
        String name = "mms-routes-" + GATEWAY;
        Path folder = Files.createDirectories(repository.resolve("io/mmsroutes/mms-routes/" + GATEWAY));
        copy(BUILT.resolve(name + ".jar"), folder.resolve(name + ".jar"));
        copy(BUILT.resolve("karaf/features.xml"), folder.resolve(name + "-features.xml"));
        copy(BUILT.resolve("karaf/io.mmsroutes.cfg"), folder.resolve(name + ".cfg"));
    }

    private Process launch() throws IOException {
        File output = base.resolve("output.txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString(), "server")
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "KARAF_BASE",
                        base.toString(),
                        "KARAF_ETC",
                        etc().toString(),
                        "KARAF_DATA",
                        data().toString(),
                        "EXTRA_JAVA_OPTS",
                        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
        return builder.start();
    }

    private void append(String file, String lines) throws IOException {
        Files.writeString(etc().resolve(file), "\n" + lines, StandardOpenOption.APPEND);
    }

    /** Whole or not at all: Karaf looks once a second, and would take half a file for a whole one. */
    private void write(Path file, String text) {
        try {
            Path draft = Files.writeString(base.resolve("draft"), text);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path deployed(String file) {
        return base.resolve("deploy").resolve(file);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
