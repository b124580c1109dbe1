package io.mmsroutes.deploy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Ports;
import io.mmsroutes.support.RawConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our HAProxy file, run by HAProxy in front of a server that lets everything through. */
@Tag("one-camel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HaproxyIT {
    private static final Path FILE = Path.of("deploy/haproxy/haproxy.cfg");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final int telnyx = Ports.free();
    private final int application = Ports.free();
    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private ServerSocket gateway;
    private @Nullable Process haproxy;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        gateway = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve, "gateway-stand-in");
        server.setDaemon(true);
        server.start();
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), here());
        try {
            haproxy = new ProcessBuilder("haproxy", "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            Assumptions.abort("HAProxy is not installed here: " + e.getMessage());
        }
        await().atMost(SOON).ignoreExceptions().until(() -> {
            try (RawConnection connection = RawConnection.to(application)) {
                return connection.write(get("/ready")).status(SOON) == 200;
            }
        });
    }

    @AfterAll
    void stop() throws IOException {
        if (haproxy != null) {
            haproxy.destroy();
        }
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/media/abc_-9", "/media/abc.DEF.g-h"})
    void linkIsLetThrough(String path) {
        assertThat(status(telnyx, get(path))).isEqualTo(200);
        assertThat(arrived).contains(path);
    }

    @Test
    void webhookIsLetThrough() {
        assertThat(status(telnyx, post("/webhooks?ref=1", 2) + "{}")).isEqualTo(200);
        assertThat(arrived).contains("/webhooks?ref=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/media/../admin/dead-letters",
                "/media/%2e%2e/admin/dead-letters",
                "/media/%2E./admin/dead-letters",
                "/media/%252e%252e/admin/dead-letters",
                "/media/..%2fadmin/dead-letters",
                "/media/..%5cadmin/dead-letters",
                "/media/..\\admin\\dead-letters",
                "/media/..;/admin/dead-letters",
                "/media/x;y/../../admin/dead-letters",
                "/media/./x",
                "/media//x",
                "/media/x/../../v2/messages/1",
                "/media/..",
                "/media/x/..",
                "//admin/dead-letters",
                "/webhooks/../admin/dead-letters",
                "/%61dmin/dead-letters",
                "/admin/dead-letters",
                "/v2/messages/1",
                "/observe/health",
                "/"
            })
    void pathThatIsNotForTelnyxIsNotLetThrough(String path) {
        List<String> before = List.copyOf(arrived);

        assertThat(status(telnyx, get(path))).isIn(400, 404);
        assertThat(status(telnyx, post(path, 2) + "{}")).isIn(400, 404);
        assertThat(status(telnyx, get("http://elsewhere" + path))).isIn(400, 404);
        assertThat(arrived).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/media/../admin", "/x%2fy", "/a//b", "/a;b", "/a/%2e%2e/b", "/a\\b", "/.", "/a/."})
    void pathThatMeansAnotherOneIsLetThroughNowhere(String path) {
        List<String> before = List.copyOf(arrived);

        assertThat(status(application, get(path))).isEqualTo(400);
        assertThat(arrived).isEqualTo(before);
    }

    @Test
    void webhookThatTheGatewayWouldRefuseIsNotLetThrough() {
        assertThat(status(telnyx, post("/webhooks?large", 65_537))).isEqualTo(413);
        assertThat(arrived).doesNotContain("/webhooks?large");
    }

    @Test
    void webhookWhoseBodyDoesNotComeIsNotLetThrough() {
        assertThat(status(telnyx, post("/webhooks?half", 10) + "half")).isEqualTo(408);
        assertThat(arrived).doesNotContain("/webhooks?half");
    }

    private static int status(int port, String request) {
        try (RawConnection connection = RawConnection.to(port)) {
            return connection.write(request).status(SOON);
        }
    }

    private static String get(String target) {
        return "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(target);
    }

    private static String post(String target, int length) {
        return "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %s\r\n\r\n"
                .formatted(target, length);
    }

    /** The file as it is, but for ports that are free here, and one server whose name needs no resolver. */
    private String here() throws IOException {
        try (var lines = Files.lines(FILE)) {
            return lines.map(line -> line.replaceFirst("bind :8080", "bind 127.0.0.1:" + telnyx)
                            .replaceFirst("bind :8081", "bind 127.0.0.1:" + application)
                            .replaceFirst("option httpchk.*", "")
                            .replaceFirst("default-server.*", "")
                            .replaceFirst("server-template.*", "server gateway 127.0.0.1:" + gateway.getLocalPort()))
                    .collect(joining("\n", "", "\n"));
        }
    }

    private void serve() {
        while (!gateway.isClosed()) {
            try (Socket socket = gateway.accept()) {
                BufferedReader head =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                String first = head.readLine();
                if (first == null) {
                    continue;
                }
                arrived.add(first.replaceFirst("^\\S+ (\\S+).*", "$1"));
                while (!head.readLine().isEmpty()) {
                    // the rest of the head
                }
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                if (!gateway.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
