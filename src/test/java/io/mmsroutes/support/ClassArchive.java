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
 * Classes of libraries, read and verified once for all the gateways that tests start. The first to be started makes the archive;
 * those that are started meanwhile, and all where it cannot be made, do without.
 */
final class ClassArchive {
    /** Empty where it is not worth its while. */
    private static final String FOLDER = System.getProperty("test.class-archive", "");

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
        Path archive = Path.of(FOLDER).resolve(DigestUtils.sha256Hex(jars) + ".jsa");
        try {
            makeOnce(archive, jars);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Files.exists(archive)
                ? List.of(
                        "-Xlog:disable", // an archive that does not fit is not talked about
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        jars + File.pathSeparator + folders)
                : List.of("-cp", CLASS_PATH);
    }

    private static Stream<String> entries() {
        return Stream.of(CLASS_PATH.split(File.pathSeparator));
    }

    private static boolean isJar(String entry) {
        return entry.endsWith(".jar");
    }

    private static void makeOnce(Path archive, String jars) throws IOException {
        Path folder = Files.createDirectories(archive.toAbsolutePath().getParent());
        Path tried = folder.resolve(archive.getFileName() + ".tried");
        if (Files.exists(tried)) {
            return;
        }
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !Files.exists(tried)) {
                Files.createFile(tried);
                make(folder, archive, jars);
            }
        }
    }

    private static void make(Path folder, Path archive, String jars) throws IOException {
        Path gateway = folder.resolve("gateway.jar");
        ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--no-compress",
                        "--file=" + gateway,
                        "-C",
                        Path.of("target/classes").toAbsolutePath().toString(),
                        ".");
        Path list = folder.resolve("classes.txt");
        Path part = folder.resolve("part.jsa");
        run(
                folder,
                "-XX:DumpLoadedClassList=" + list,
                "-cp",
                jars + File.pathSeparator + gateway,
                "io.mmsroutes.Gateway",
                "--rehearse");
        run(folder, "-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + part, "-cp", jars);
        if (Files.exists(part)) {
            Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void run(Path folder, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
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
