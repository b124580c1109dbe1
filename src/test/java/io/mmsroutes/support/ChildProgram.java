package io.mmsroutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that a test starts and waits for. */
final class ChildProgram {
    private ChildProgram() {}

    /** Throws {@link UncheckedIOException} where there is no such program. */
    static Ended call(Path folder, Duration limit, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            Path errors = Files.createTempFile(folder, "errors", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            // SDKs take keys and addresses of a real account from these.
            builder.environment().keySet().removeIf(name -> name.startsWith("TELNYX_"));
            builder.environment().putAll(environment);
            try {
                Process process = builder.start();
                if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    return new Ended(-1, "", "no end within %s: %s".formatted(limit, Files.readString(errors)));
                }
                return new Ended(process.exitValue(), Files.readString(output), Files.readString(errors));
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    record Ended(int status, String output, String errors) {}
}
