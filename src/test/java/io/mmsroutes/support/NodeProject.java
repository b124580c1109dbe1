package io.mmsroutes.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs in {@code src/test/node}, run by the machine's own Node. */
public final class NodeProject {
    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");
    private static final Path INSTALLED = FOLDER.resolve("node_modules/.package-lock.json");
    private static final int OLDEST = 20;
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.\\S+\\s*");

    /** What npm says when package.json, its lock file or a version is at fault, and not the way to the registry. */
    private static final Pattern OUR_FAULT = Pattern.compile("\\b(EUSAGE|EINTEGRITY|EJSONPARSE|ETARGET)\\b");

    private NodeProject() {}

    /** Returns why it cannot be run here: there is no Node, or no way to the registry. */
    public static Optional<String> install() {
        try {
            Files.createDirectories(FOLDER);
            // Several JVMs run tests side by side.
            try (FileChannel channel = FileChannel.open(
                            FOLDER.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                copy();
                Optional<String> obstacle = missingNode(FOLDER);
                return obstacle.isPresent() || Files.exists(INSTALLED) || !lock.isValid()
                        ? obstacle
                        : obstacle(ChildProgram.call(
                                FOLDER,
                                Duration.ofMinutes(3),
                                Map.of(),
                                List.of(
                                        "npm",
                                        "ci",
                                        "--no-audit",
                                        "--no-fund",
                                        "--fetch-retries=1",
                                        "--fetch-timeout=30000")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns why no browser can be driven here. */
    public static Optional<String> browserObstacle() {
        return chromium().isPresent() ? install() : Optional.of("Chromium is not installed.");
    }

    /** Returns where a browser is, by whatever name a system knows Chromium. */
    public static Optional<Path> chromium() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Fetches a package as it was published, packed, into a folder. Returns why it cannot be had here.
     *
     * @param published such as {@code @scope/name@1.0.0}
     */
    public static Optional<String> pack(String published, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Optional<String> obstacle = missingNode(folder);
        if (obstacle.isPresent()) {
            return obstacle;
        }
        ChildProgram.Ended npm = ChildProgram.call(
                folder,
                Duration.ofMinutes(3),
                Map.of(),
                List.of("npm", "pack", published, "--loglevel=error", "--fetch-retries=1"));
        return obstacle(npm);
    }

    private static Optional<String> obstacle(ChildProgram.Ended npm) {
        if (OUR_FAULT.matcher(npm.errors()).find()) {
            throw new AssertionError("npm cannot do what the tests ask for: " + npm.errors());
        }
        return npm.status() == 0
                ? Optional.empty()
                : Optional.of("The npm registry cannot be reached: " + npm.errors());
    }

    /** Runs a program and returns the one line of JSON that it prints. */
    public static JsonNode run(String script, Map<String, String> environment) {
        ChildProgram.Ended node =
                ChildProgram.call(FOLDER, Duration.ofMinutes(12), environment, List.of("node", script));
        if (node.status() != 0) {
            throw new AssertionError("%s ended with %d: %s".formatted(script, node.status(), node.errors()));
        }
        try {
            return Json.MAPPER.readTree(node.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> missingNode(Path folder) {
        try {
            version("npm", folder);
            Matcher version = VERSION.matcher(version("node", folder));
            return version.matches() && Integer.parseInt(version.group(1)) >= OLDEST
                    ? Optional.empty()
                    : Optional.of("Node is too old: %d or newer is needed.".formatted(OLDEST));
        } catch (UncheckedIOException e) {
            return Optional.of("Node is not installed: " + e.getMessage());
        }
    }

    private static String version(String program, Path folder) {
        return ChildProgram.call(folder, Duration.ofSeconds(30), Map.of(), List.of(program, "--version"))
                .output();
    }

    /** What was installed by another lock file counts as not installed. */
    private static void copy() {
        try (Stream<Path> files = Files.list(SOURCE)) {
            Path lock = FOLDER.resolve("package-lock.json");
            if (Files.exists(lock) && Files.mismatch(lock, SOURCE.resolve("package-lock.json")) >= 0) {
                Files.deleteIfExists(INSTALLED);
            }
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
