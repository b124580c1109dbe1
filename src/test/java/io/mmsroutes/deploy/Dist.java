package io.mmsroutes.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.springframework.util.FileSystemUtils;

/** What {@code mvn package} made for whoever unpacks and runs it. */
final class Dist {
    private static final String VERSION =
            Objects.requireNonNull(System.getProperty("project.version"), "Maven tells the version");
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final Path home;

    private Dist(Path home) {
        this.home = home;
    }

    static Path emptied(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacked once for all tests; who changes something in it takes {@link #unpackedIn}. */
    static Dist unpacked() {
        return Once.DIST;
    }

    /** As its users do it, so that what may be executed stays so. */
    static Dist unpackedIn(Path folder) {
        Ended tar = Ended.of(folder, "tar", "xzf", archive("tar.gz").toString());
        if (tar.status() != 0) {
            throw new AssertionError(tar.output());
        }
        return new Dist(folder.resolve("mms-routes-" + VERSION));
    }

    static String version() {
        return VERSION;
    }

    Path home() {
        return home;
    }

    Path script() {
        return home.resolve("bin/mms-routes");
    }

    /** Every file in it, by its path from the home. */
    Set<String> files() {
        return filesIn(home);
    }

    static Set<String> filesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> libraries() {
        return filesIn(home.resolve("lib"));
    }

    /** Every file of the zip, by its path from the home. */
    static Set<String> filesOfTheZip() {
        String folder = "mms-routes-%s/".formatted(VERSION);
        try (ZipFile zip = new ZipFile(archive("zip").toFile())) {
            return zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(entry -> entry.getName().replace(folder, ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the jar itself asks for. */
    Set<String> classPathOfTheJar() {
        try (JarFile jar = new JarFile(home.resolve("mms-routes.jar").toFile())) {
            String classPath = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return Stream.of(classPath.split(" "))
                    .map(entry -> entry.replaceFirst("^lib/", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path archive(String ending) {
        return TARGET.resolve("mms-routes-%s-dist.%s".formatted(VERSION, ending));
    }

    private static final class Once {
        private static final Dist DIST =
                unpackedIn(emptied(TARGET.resolve("dist-check").resolve(System.getProperty("test.fork", "1"))));
    }

    /** A program that ended. */
    record Ended(int status, String output) {
        static Ended of(Path folder, String... command) {
            return of(folder, Map.of(), command);
        }

        /** Variables that are empty are taken away. */
        static Ended of(Path folder, Map<String, String> environment, String... command) {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            environment.forEach(builder.environment()::put);
            builder.environment().values().removeIf(String::isEmpty);
            try {
                Process process = builder.start();
                String output;
                try (InputStream in = process.getInputStream()) {
                    output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("%s does not end: %s".formatted(command[0], output));
                }
                return new Ended(process.exitValue(), output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
