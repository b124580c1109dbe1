package io.mmsroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** The whole gateway with Telnyx's API beside it, fast numbers, and a key for those who want to send. */
public abstract class SendingTestSupport extends GatewayTestSupport {
    protected static final String API_KEY = "let-me-send";
    protected static final String FROM = "+18885550001";
    protected static final String TO = "+17735550002";

    protected final TelnyxApi telnyxApi = new TelnyxApi();

    /** A class that overrides this adds to what it returns. */
    @Override
    protected Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "telnyx.api-url",
                telnyxApi.url(),
                "mms.api-key",
                API_KEY,
                "mms.public-url",
                "http://127.0.0.1:" + port,
                "mms.rate-limit.toll-free",
                "1000/s",
                "mms.rate-limit.account",
                "1000/s",
                "mms.send.connect-timeout",
                "2s",
                "mms.send.response-timeout",
                "4s"));
    }

    @AfterAll
    void stopTelnyx() {
        telnyxApi.close();
    }

    protected static ObjectNode request(String text) {
        return Json.MAPPER.createObjectNode().put("from", FROM).put("to", TO).put("text", text);
    }

    protected ObjectNode picture(String text) {
        ObjectNode request = request(text);
        request.putArray("media_urls").add(mediaHost.url("/photo.jpg"));
        return request;
    }

    protected HttpResponse<String> ask(String path, JsonNode request, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "authorization";
        all[headers.length + 1] = "Bearer " + API_KEY;
        return post(port, path, request.toString(), all);
    }

    /** Hands in a request and returns our id of the message. */
    protected String send(JsonNode request, String... headers) {
        HttpResponse<String> answer = ask("/v2/messages", request, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("data").path("id").asText();
    }

    protected JsonNode message(String id) {
        return json(get(port, "/v2/messages/" + id, "authorization", "Bearer " + API_KEY))
                .path("data");
    }

    protected String state(String id) {
        return message(id).path("mms_routes").path("state").asText();
    }

    protected JsonNode awaitState(String id, String state) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(state(id)).isEqualTo(state));
        return message(id);
    }
}
