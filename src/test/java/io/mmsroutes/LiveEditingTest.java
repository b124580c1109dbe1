package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayHere;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Staff edit a copy of the routes while the gateway runs on it. */
class LiveEditingTest {
    private static final Path WEBHOOKS = Path.of("routes/inbound/1-receive-webhook.camel.yaml");

    @TempDir
    private Path home;

    @Test
    void aSavedRouteIsLiveAndABrokenOneIsRefusedByName() throws IOException {
        copy(Path.of("routes"), home.resolve("routes"));
        int port = Ports.free();
        WebhookSender telnyx = new WebhookSender(port);
        Map<String, String> settings = Map.of(
                "telnyx.public-key",
                WebhookSender.PUBLIC_KEY,
                "telnyx.api-key",
                "KEY",
                "mms.data-dir",
                home.resolve("data").toString(),
                "camel.server.port",
                String.valueOf(port),
                "camel.management.port",
                String.valueOf(Ports.free()));
        try (GatewayHere gateway = GatewayHere.startIn(home, settings).awaitReady()) {
            gateway.awaitOutput("beans, errors, Kamelets, broker and properties need a restart");
            String original = Files.readString(home.resolve(WEBHOOKS));
            String edited = original.replace(
                    "        - marshal:\n",
                    "        - setBody:\n            expression:\n              constant:\n                expression: edited\n        - marshal:\n");

            Files.writeString(home.resolve(WEBHOOKS), edited);

            awaitAnswer(telnyx, "\"edited\"");

            Files.writeString(home.resolve(WEBHOOKS), edited.replace("        - removeHeaders:", "   - remove: ["));

            awaitRefusal(gateway, 1);
            assertThat(answer(telnyx)).isEqualTo("\"edited\"");

            Files.writeString(home.resolve(WEBHOOKS), edited.replace("ref: freeSpace", "ref: freSpace"));

            awaitRefusal(gateway, 2);
            gateway.awaitOutput("freSpace");
            assertThat(answer(telnyx)).isEqualTo("\"edited\"");

            Files.writeString(home.resolve(WEBHOOKS), original);

            awaitAnswer(telnyx, "{\"status\":\"accepted\",\"files\":0}");

            Files.writeString(home.resolve("routes/inbound/say-hello.camel.yaml"), """
                    - route:
                        id: say-hello
                        description: "Says hello. In: nothing. Out: hello."
                        from:
                          uri: platform-http
                          parameters:
                            path: /hello
                          steps:
                            - setBody:
                                expression:
                                  constant:
                                    expression: hello
                    """);

            gateway.awaitOutput("routes=[say-hello]");
            assertThat(answer(telnyx)).isEqualTo("{\"status\":\"accepted\",\"files\":0}");

            Path errors = home.resolve("routes/errors.camel.yaml");
            Files.writeString(errors, Files.readString(errors) + "# touched\n");

            gateway.awaitOutput("restart for it to count");
        }
    }

    private static void awaitRefusal(GatewayHere gateway, int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> gateway.output()
                                .lines()
                                .filter(line ->
                                        line.contains("Refused") && line.contains("1-receive-webhook.camel.yaml"))
                                .count()
                        >= count);
    }

    private static void awaitAnswer(WebhookSender telnyx, String expected) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> answer(telnyx).equals(expected));
    }

    private static String answer(WebhookSender telnyx) {
        return telnyx.post(Events.received().json()).body();
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
