package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayHere;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The routes that {@code bench/accept.sh} puts beside those of the gateway, to compare it with. */
class BenchRoutesTest {
    @TempDir
    private Path home;

    private final int port = Ports.free();
    private final WebhookSender telnyx = new WebhookSender(port);
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aSignatureIsVerifiedAsByTheGateway() throws Exception {
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("bench/routes"), home.resolve("routes/bench"));
        // Its bean is compiled by the script.
        Files.delete(home.resolve("routes/bench/verify-with-jdk.camel.yaml"));
        Files.delete(home.resolve("routes/bench/beans.camel.yaml"));
        URI verify = URI.create("http://127.0.0.1:%s/bench/verify".formatted(port));
        byte[] event = Events.received().json().getBytes(StandardCharsets.UTF_8);

        try (GatewayHere gateway =
                GatewayHere.startIn(home, GatewayProcess.settings(home.resolve("data"), port, "127.0.0.1:1"))) {
            gateway.awaitReady();

            assertThat(status(telnyx.signed(event, Instant.now()).uri(verify))).isEqualTo(200);
            assertThat(status(HttpRequest.newBuilder(verify)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(event))))
                    .isEqualTo(401);
        }
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
