package io.mmsroutes.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The simulator in the JVM of the tests, which other gateways take for their Telnyx. */
public final class TelnyxSimulator implements AutoCloseable {
    private final int port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private final GatewayHere gateway;

    public TelnyxSimulator(Path folder) {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("telnyx"), port, "");
        settings.putAll(Map.of("telnyx.mode", "simulator", "telnyx.public-key", "", "telnyx.api-key", ""));
        this.gateway = GatewayHere.start(settings);
    }

    public TelnyxSimulator awaitReady() {
        gateway.awaitReady();
        return this;
    }

    /** Of a gateway that sends there. */
    public Map<String, String> settings() {
        JsonNode keys = ask(request("/simulator/keys").GET());
        return Map.of(
                "telnyx.public-key",
                keys.path("public_key").asText(),
                "telnyx.api-key",
                keys.path("api_key").asText(),
                "telnyx.api-url",
                url("/simulator/v2"));
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    public String url(String path) {
        return "http://" + address() + path;
    }

    /** From now on this share of the requests to send goes wrong, each in one of these ways. */
    public void fail(double rate, String... faults) {
        ObjectNode order = Json.MAPPER.createObjectNode().put("rate", rate);
        List.of(faults).forEach(order.putArray("faults")::add);
        ask(request("/simulator/faults")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(order.toString())));
    }

    /** The texts of all that it truly took, whatever it answered. */
    public List<String> taken() {
        return StreamSupport.stream(ask(request("/simulator/accepted").GET()).spliterator(), false)
                .map(request -> request.path("text").asText())
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(60));
    }

    private JsonNode ask(HttpRequest.Builder request) {
        try {
            return Json.MAPPER.readTree(Http.send(http, request).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
