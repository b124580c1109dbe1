package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL: what the simulated Telnyx accepted stays accepted, and gets its receipts. */
class KilledSimulatorTest {
    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();

    @Test
    @Tag("proof")
    void whatWasAcceptedIsListedAfterARestart() throws Exception {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, "");
        settings.putAll(Map.of("telnyx.mode", "simulator", "telnyx.public-key", "", "telnyx.api-key", ""));
        List<String> ids = new ArrayList<>();
        try (GatewayProcess simulator =
                GatewayProcess.startLight(settings, folder.resolve("log")).awaitReady()) {
            for (int i = 0; i < 20; i++) {
                ids.add(send(i).at("/data/id").asText());
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get("/simulator/phone").size() == ids.size());
            simulator.kill();
            simulator.restart();
            simulator.awaitReady();

            JsonNode accepted = get("/simulator/accepted");
            assertThat(StreamSupport.stream(accepted.spliterator(), false)
                            .map(request -> request.path("text").asInt(-1)))
                    .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
            assertThat(ids)
                    .allSatisfy(id -> assertThat(get("/simulator/v2/messages/" + id)
                                    .at("/data/to/0/status")
                                    .asText())
                            .isEqualTo("delivered"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ids.stream()
                            .allMatch(id ->
                                    simulator.output().contains("telnyxId=%s event=message.finalized".formatted(id))));
            assertThat(get("/simulator/phone")).hasSize(ids.size());
            assertThat(simulator.outputSinceStart()).doesNotContain("The simulated phone received");
        }
    }

    private JsonNode send(int number) throws IOException, InterruptedException {
        String body = "{\"from\":\"+13125550001\",\"to\":\"+13125550002\",\"text\":\"%d\"}".formatted(number);
        return json(request("/simulator/v2/messages")
                .header("authorization", "Bearer " + apiKey())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return json(request(path).header("authorization", "Bearer " + apiKey()));
    }

    private String apiKey() throws IOException, InterruptedException {
        return json(request("/simulator/keys")).path("api_key").asText();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(20));
    }

    private JsonNode json(HttpRequest.Builder request) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(
                http.send(request.build(), BodyHandlers.ofString()).body());
    }
}
