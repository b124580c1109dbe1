package io.mmsroutes.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** An {@link S3Server} in a process of its own, to be killed. */
public final class S3Process implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final String heap;
    private Process process;

    public S3Process(Path folder, int port) {
        this(folder, port, "256m");
    }

    /** @param heap most of it; the server has each part of an upload in memory */
    public S3Process(Path folder, int port, String heap) {
        this.folder = folder;
        this.port = port;
        this.heap = heap;
        this.process = launch();
    }

    public static void main(String[] arguments) {
        new S3Server(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    /** SIGKILL, and up again. */
    public void killAndRestart() {
        process.destroyForcibly().onExit().join();
        process = launch();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private Process launch() {
        try {
            Process started = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + heap,
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            S3Process.class.getName(),
                            folder.toString(),
                            String.valueOf(port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().atMost(Duration.ofSeconds(60)).until(this::answers);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
