package io.mmsroutes.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Two Artemis with one journal, each in a JVM of its own: the primary may be killed, then the other one takes over. */
public final class BrokerPair implements AutoCloseable {
    private final int primaryPort = Ports.free();
    private final int backupPort = Ports.free();
    private final Path folder;
    private final String acceptorOptions;
    private final Process primary;
    private final Process backup;

    public BrokerPair(Path folder) {
        this(folder, "");
    }

    /** @param acceptorOptions such as {@code sslEnabled=true&keyStorePath=…} */
    public BrokerPair(Path folder, String acceptorOptions) {
        this.folder = folder;
        this.acceptorOptions = acceptorOptions;
        this.primary = launch(true);
        await().atMost(Duration.ofSeconds(60)).until(() -> answers(primaryPort));
        this.backup = launch(false);
    }

    public static void main(String[] arguments) throws Exception {
        String own = "127.0.0.1:" + arguments[2];
        new ArtemisServer(Path.of(arguments[0]), own + "?" + arguments[4])
                .withUsers()
                .ofAPair(Boolean.parseBoolean(arguments[1]), own, "127.0.0.1:" + arguments[3])
                .start();
    }

    /** Of a gateway that uses it. */
    public Map<String, String> settings() {
        return Map.of(
                "mms.broker.url",
                "(tcp://127.0.0.1:%d,tcp://127.0.0.1:%d)?ha=true".formatted(primaryPort, backupPort),
                "mms.broker.user",
                ArtemisServer.USER,
                "mms.broker.password",
                ArtemisServer.PASSWORD);
    }

    /** SIGKILL: the lock of the journal is free, and the backup takes it. */
    public void killPrimary() {
        primary.destroyForcibly().onExit().join();
    }

    public boolean backupIsAtWork() {
        return answers(backupPort);
    }

    @Override
    public void close() {
        primary.destroyForcibly().onExit().join();
        backup.destroyForcibly().onExit().join();
    }

    private Process launch(boolean isPrimary) {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BrokerPair.class.getName(),
                            folder.toString(),
                            String.valueOf(isPrimary),
                            String.valueOf(isPrimary ? primaryPort : backupPort),
                            String.valueOf(isPrimary ? backupPort : primaryPort),
                            acceptorOptions)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolveSibling(isPrimary ? "primary.log" : "backup.log")
                            .toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
