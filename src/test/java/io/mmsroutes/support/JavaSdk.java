package io.mmsroutes.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
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

/** Telnyx's Java SDK of Maven Central, in a program of its own: it brings other versions of what Camel has. */
public final class JavaSdk {
    private static final Path SOURCE = Path.of("src/test/sdk-java");
    private static final Path FOLDER = Path.of("target/sdk-java");
    private static final Path LIBRARIES = FOLDER.resolve("lib");

    private JavaSdk() {}

    /** Returns why it cannot be run here: there is no Maven, or no way to Maven Central. */
    public static Optional<String> install() {
        try {
            Files.createDirectories(FOLDER);
            // Several JVMs run tests side by side.
            try (FileChannel channel = FileChannel.open(
                            FOLDER.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Path pom = FOLDER.resolve("pom.xml");
                boolean isInstalled =
                        lock.isValid() && Files.exists(LIBRARIES) && Files.mismatch(pom, SOURCE.resolve("pom.xml")) < 0;
                if (isInstalled) {
                    return Optional.empty();
                }
                Files.copy(SOURCE.resolve("pom.xml"), pom, StandardCopyOption.REPLACE_EXISTING);
                ChildProgram.Ended maven = ChildProgram.call(
                        FOLDER, Duration.ofMinutes(3), Map.of(), List.of("mvn", "-B", "-q", "-Dstyle.color=never"));
                return maven.status() == 0
                        ? Optional.empty()
                        : Optional.of("Maven Central cannot be reached: " + maven.output() + maven.errors());
            }
        } catch (UncheckedIOException e) {
            return Optional.of("Maven is not installed: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program and returns the one line of JSON that it prints. */
    public static JsonNode run(String source, Map<String, String> environment) {
        ChildProgram.Ended java = ChildProgram.call(
                FOLDER,
                Duration.ofMinutes(5),
                environment,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        "lib/*",
                        SOURCE.resolve(source).toAbsolutePath().toString()));
        if (java.status() != 0) {
            throw new AssertionError("%s ended with %d: %s".formatted(source, java.status(), java.errors()));
        }
        try {
            return Json.MAPPER.readTree(java.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
