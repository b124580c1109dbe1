package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.RawConnection;
import io.mmsroutes.support.WebhookSender;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link IdleConnectionsTest}, with the settings as they come and the heap of a pod of 1 GiB. */
@Tag("proof")
class IdleConnectionsProofTest {
    private static final int MANY = 5_000;

    @TempDir
    private Path folder;

    @Test
    void webhooksAreTakenWhileThousandsOfConnectionsWait() {
        int port = Ports.free();
        WebhookSender telnyx = new WebhookSender(port);
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, "127.0.0.1:1");
        Deque<RawConnection> idle = new ArrayDeque<>();
        try (GatewayProcess gateway = GatewayProcess.start(settings, folder.resolve("log"), "-Xmx614m")) {
            gateway.awaitReady();
            for (int i = 0; i < MANY; i++) {
                RawConnection connection = RawConnection.to(port);
                idle.add(connection);
                writeAsFarAsItGoes(connection, half(telnyx, i));
                if (i % 100 == 0) {
                    assertThat(telnyx.post(Events.received().json()).statusCode())
                            .isEqualTo(200);
                }
            }
            assertThat(telnyx.post(Events.received().json()).statusCode()).isEqualTo(200);
            assertThat(gateway.isAlive()).isTrue();
            assertThat(gateway.output()).doesNotContain("OutOfMemory", "Too many open files");
        } finally {
            idle.forEach(RawConnection::close);
        }
    }

    /** It may be one of those that give way. */
    private static void writeAsFarAsItGoes(RawConnection connection, String half) {
        try {
            connection.write(half);
        } catch (UncheckedIOException e) {
            assertThat(e).hasMessageMatching(".*(reset|Broken pipe).*");
        }
    }

    private static String half(WebhookSender telnyx, int i) {
        if (i % 4 == 0) {
            return "";
        }
        if (i % 4 == 1) {
            return "POST /webhooks HTTP/1.1\r\nX-Half: ";
        }
        String now = String.valueOf(Instant.now().getEpochSecond());
        int length = i % 4 == 2 ? 65_536 : 1_048_576;
        return RawConnection.head(
                        "POST /webhooks HTTP/1.1",
                        "Content-Type: application/json",
                        "Content-Length: " + length,
                        "telnyx-timestamp: " + now,
                        "telnyx-signature-ed25519: " + telnyx.sign(now, new byte[1]))
                + "\r\n" + " ".repeat(i % 4 == 2 ? 65_000 : 100);
    }
}
