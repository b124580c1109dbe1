package io.mmsroutes.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Classes of gateway and libraries, read and verified once for all the gateways that tests start. The first to be started makes the
 * archive; those that are started meanwhile, and all where it cannot be made, do without.
 */
final class ClassArchive {
    /** Empty where it is not worth its while. */
    private static final String FOLDER = System.getProperty("test.class-archive", "");

    private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private ClassArchive() {}

    /** Options of a JVM with the class path of this one. */
    static synchronized List<String> options() {
        if (FOLDER.isEmpty()) {
            return List.of("-cp", CLASS_PATH);
        }
        // An archive is of jars, and of those that the class path begins with.
        String jars = entries().filter(ClassArchive::isJar).collect(Collectors.joining(File.pathSeparator));
        String folders = entries().filter(entry -> !isJar(entry)).collect(Collectors.joining(File.pathSeparator));
        try {
            String name = DigestUtils.sha256Hex(jars + stateOfClasses());
            Path gateway = Path.of(FOLDER).toAbsolutePath().resolve(name + ".jar");
            Path archive = gateway.resolveSibling(name + ".jsa");
            String archived = jars + File.pathSeparator + gateway;
            makeOnce(archive, gateway, archived);
            return Files.exists(archive)
                    ? List.of(
                            "-Xlog:disable", // an archive that does not fit is not talked about
                            "-XX:SharedArchiveFile=" + archive,
                            "-cp",
                            archived + File.pathSeparator + folders)
                    : List.of("-cp", CLASS_PATH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes with whatever is compiled or copied there. */
    private static String stateOfClasses() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(Path::toFile)
                    .map(file -> "%s %s %s".formatted(file, file.length(), file.lastModified()))
                    .collect(Collectors.joining("\n"));
        }
    }

    private static Stream<String> entries() {
        return Stream.of(CLASS_PATH.split(File.pathSeparator));
    }

    private static boolean isJar(String entry) {
        return entry.endsWith(".jar");
    }

    private static void makeOnce(Path archive, Path gateway, String archived) throws IOException {
        Path folder = Files.createDirectories(archive.getParent());
        Path tried = folder.resolve(archive.getFileName() + ".tried");
        if (Files.exists(tried)) {
            return;
        }
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !Files.exists(tried)) {
                Files.createFile(tried);
                make(folder, archive, gateway, archived);
            }
        }
    }

    private static void make(Path folder, Path archive, Path gateway, String archived) throws IOException {
        ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--no-compress",
                        "--file=" + gateway,
                        "-C",
                        CLASSES.toString(),
                        ".");
        Path part = folder.resolve("part.jsa");
        run(folder, "-XX:ArchiveClassesAtExit=" + part, "-cp", archived, "io.mmsroutes.Gateway", "--rehearse");
        if (Files.exists(part)) {
            Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void run(Path folder, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
