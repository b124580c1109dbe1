package io.mmsroutes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Bomb;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message that ends the process whenever it is worked on, as an unknown bomb does, ends it three times and no more. */
@Tag("one-camel")
class KilledByMessageTest {
    private static final String ADMIN_KEY = "open-sesame";

    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final int port = Ports.free();
    private final WebhookSender telnyx = new WebhookSender(port);

    @BeforeEach
    void prepare() throws IOException {
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg"));
        LiveEditingTest.copy(Path.of("routes"), Files.createDirectories(folder.resolve("home/routes")));
        Path kamelets = Files.createDirectories(folder.resolve("home/kamelets"));
        Files.writeString(kamelets.resolve("message-sink-bomb-sink.kamelet.yaml"), Bomb.KAMELET, UTF_8);
    }

    @AfterEach
    void closeMediaHost() {
        mediaHost.close();
    }

    @Test
    void messageThatEndsTheProcessThreeTimesIsADeadLetterAndTheOthersAreDelivered() throws Exception {
        Events bomb = Events.received().media(mediaHost.url("/photo"));
        bomb.payload().put("text", Bomb.WORD);
        List<String> others = new ArrayList<>();
        try (GatewayProcess gateway =
                GatewayProcess.startLightIn(folder.resolve("home"), settings(), folder.resolve("log"))) {
            gateway.awaitReady();
            others.add(post());
            assertThat(telnyx.post(bomb.json()).statusCode()).isEqualTo(200);
            others.add(postIfUp());
            int deaths = 1;
            gateway.awaitEnd();
            for (; deaths < 10; deaths++) {
                gateway.restart();
                if (!diesAgain(gateway)) {
                    break;
                }
            }
            assertThat(deaths).isEqualTo(3);
            gateway.awaitReady();
            others.add(post());
            for (String id : others) {
                await().atMost(Duration.ofSeconds(30)).until(() -> id.isEmpty() || isDelivered(id));
            }
            JsonNode letters = deadLetters();
            assertThat(letters.path("count").asInt()).isEqualTo(1);
            assertThat(letters.at("/letters/0/code").asText()).isEqualTo("process-died");
            assertThat(letters.at("/letters/0/reason").asText()).contains("ended 3 times");

            Files.createFile(Bomb.defused(folder.resolve("home")));
            assertThat(admin("POST", "/admin/replay", "{\"all\":true}")
                            .path("replayed")
                            .asInt())
                    .isEqualTo(1);
            await().atMost(Duration.ofSeconds(30)).until(() -> isDelivered(bomb.messageId()));
            assertThat(deadLetters().path("count").asInt()).isZero();
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    @Test
    void messagesThatWereInHandTogetherAtThreeKillsAreNotBlamedTogether() throws Exception {
        List<String> slow = new ArrayList<>();
        mediaHost.on(
                "/slow",
                exchange -> io.mmsroutes.support.Delayed.run(
                        1_000, () -> MediaHost.answer(exchange, 200, MediaHost.sample("photo.jpg"))));
        try (GatewayProcess gateway =
                GatewayProcess.startLightIn(folder.resolve("home"), settings(), folder.resolve("log"))) {
            gateway.awaitReady();
            for (int i = 0; i < 6; i++) {
                Events event = Events.received().media(mediaHost.url("/slow"));
                telnyx.deliver(event.json());
                slow.add(event.messageId());
            }
            for (int kills = 0; kills < 3; kills++) {
                long asked = mediaHost.asked("/slow");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> mediaHost.asked("/slow") > asked
                                || slow.stream().allMatch(this::isDelivered));
                gateway.kill();
                gateway.restart();
                gateway.awaitReady();
            }
            // One may be both: delivered, and killed before that was noted, for the third time.
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                String dead = deadLetters().toString();
                assertThat(slow).allMatch(id -> isDelivered(id) || dead.contains(id));
            });
            assertThat(deadLetters().path("count").asInt()).isLessThanOrEqualTo(1);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, mediaHost.address());
        settings.put("mms.admin-key", ADMIN_KEY);
        settings.put("mms.message-sink", "message-sink-bomb-sink");
        return settings;
    }

    private String post() {
        Events event = Events.received().media(mediaHost.url("/photo"));
        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);
        return event.messageId();
    }

    /** The process may be gone by now. */
    private String postIfUp() {
        try {
            return post();
        } catch (java.io.UncheckedIOException | AssertionError e) {
            return "";
        }
    }

    private static boolean diesAgain(GatewayProcess gateway) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !gateway.isAlive() || gateway.outputSinceStart().contains("code=process-died"));
        return !gateway.isAlive();
    }

    private boolean isDelivered(String id) {
        return Files.exists(folder.resolve("home").resolve(Bomb.DELIVERED).resolve(id));
    }

    private JsonNode deadLetters() throws Exception {
        return admin("GET", "/admin/dead-letters", "");
    }

    private JsonNode admin(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .header("authorization", "Bearer " + ADMIN_KEY)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return Json.MAPPER.readTree(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }
}
