package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayHere;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Staff save, break, delete, rename, copy and restore files at random while messages come in. After each edit a message is delivered, or
 * the gateway says by name what does not run.
 */
class StaffEditsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long SEED = 20_261_130;
    private static final int KINDS = 9;
    private static final List<String> FILES = List.of(
            "inbound/2-process-message",
            "inbound/3-fetch-media",
            "inbound/4-store-media",
            "inbound/5-deliver-message",
            "inbound/6-reply-to-sender",
            "receipts/process-receipt",
            "inbound/gather-media",
            "inbound/enter-event",
            "inbound/process-media",
            "inbound/conclude-delivery");

    @TempDir
    private Path home;

    private final Random random = new Random(SEED);
    /** Where the text of each file is now; missing while it is deleted. */
    private final Map<String, Path> places = new TreeMap<>();

    private final List<String> delivered = new ArrayList<>();

    @Test
    void twelveEditsStopNothing() throws IOException {
        edit(12);
    }

    @Test
    @Tag("proof")
    void twoHundredEditsStopNothing() throws IOException {
        edit(200);
    }

    private void edit(int steps) throws IOException {
        LiveEditingTest.copy(Path.of("routes"), home.resolve("routes"));
        FILES.forEach(file -> places.put(file, path(file)));
        int port = Ports.free();
        WebhookSender telnyx = new WebhookSender(port);
        try (MediaHost host = new MediaHost().serve("/a.jpg", MediaHost.sample("photo.jpg"))) {
            Map<String, String> settings = GatewayProcess.settings(home.resolve("data"), port, host.address());
            try (GatewayHere gateway = GatewayHere.startIn(home, settings)) {
                gateway.awaitReady();
                String health =
                        "http://127.0.0.1:%s/observe/health/ready".formatted(settings.get("camel.management.port"));
                for (int step = 1; step <= steps; step++) {
                    String edit = editAtRandom(step);
                    awaitTaken(gateway, step);

                    Events event = Events.received().media(host.url("/a.jpg"));
                    assertThat(telnyx.post(event.json()).statusCode())
                            .as("step %d: %s", step, edit)
                            .isEqualTo(200);
                    delivered.add(event.messageId());
                    awaitDeliveredOrNamed(gateway, health, event.messageId(), edit);
                }
                restoreAll();
                awaitTaken(gateway, steps + 1);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(delivered)
                                .allMatch(id -> gateway.output().contains("Delivered message, messageId=" + id)));
                assertThat(Http.send(HTTP, HttpRequest.newBuilder(URI.create(health)))
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private String editAtRandom(int step) throws IOException {
        String file = FILES.get(random.nextInt(FILES.size()));
        Path place = places.getOrDefault(file, path(file));
        String original = Files.readString(Path.of("routes", file + ".camel.yaml"));
        int choice = step <= KINDS ? step - 1 : random.nextInt(KINDS); // each once first
        switch (choice) {
            case 0, 1 -> save(file, place, original + "# edit %d\n".formatted(step));
            case 2 -> save(file, place, original + "   - broken: [\n");
            case 3 -> save(file, place, original.replaceFirst("steps:", "stepps:"));
            case 4 -> save(file, place, original.replaceFirst("ref: \\w+", "ref: nobody"));
            case 5 -> {
                Files.deleteIfExists(place);
                places.remove(file);
            }
            case 6 -> {
                Path renamed = place.resolveSibling("renamed-%d.camel.yaml".formatted(step));
                if (Files.exists(place)) {
                    Files.move(place, renamed);
                    places.put(file, renamed);
                }
            }
            case 7 -> {
                if (Files.exists(place)) {
                    Files.copy(place, place.resolveSibling("copy-%d.camel.yaml".formatted(step)));
                }
            }
            default -> save(file, place, original);
        }
        return "edit %d of %s".formatted(choice, file);
    }

    private void save(String file, Path place, String text) throws IOException {
        Files.writeString(place, text);
        places.put(file, place);
    }

    private void restoreAll() throws IOException {
        for (String file : FILES) {
            Files.writeString(
                    places.getOrDefault(file, path(file)), Files.readString(Path.of("routes", file + ".camel.yaml")));
        }
    }

    /** A route that is saved last in each step, with an id of the step: once it runs, all that was saved before it was dealt with. */
    private void awaitTaken(GatewayHere gateway, int step) throws IOException {
        Files.writeString(home.resolve("routes/zz-marker.camel.yaml"), """
                - route:
                    id: marker-%d
                    description: "Marks a step. In: nothing. Out: the same."
                    from:
                      uri: direct
                      parameters:
                        name: marker
                      steps:
                        - log:
                            message: marked
                """.formatted(step));
        gateway.awaitOutput("routes=[marker-%d]".formatted(step));
    }

    private static void awaitDeliveredOrNamed(GatewayHere gateway, String health, String messageId, String edit) {
        await(edit)
                .atMost(Duration.ofSeconds(60))
                .until(() -> gateway.output().contains("Delivered message, messageId=" + messageId)
                        || Http.send(HTTP, HttpRequest.newBuilder(URI.create(health)))
                                .body()
                                .contains("Not running: "));
    }

    private Path path(String file) {
        return home.resolve("routes").resolve(file + ".camel.yaml");
    }
}
