package io.mmsroutes.support;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Telnyx's API for sending: takes every message, unless a test wants otherwise for those with a certain text. */
public final class TelnyxApi implements AutoCloseable {
    private static final String MESSAGES = "/v2/messages.*";
    private static final String TAKEN = """
            {"data": {"record_type": "message", "direction": "outbound", "id": "{{randomValue type='UUID'}}", "type": "MMS",
             "to": [{"phone_number": "+17735550002", "status": "queued", "carrier": "T-MOBILE USA, INC.", "line_type": "Wireless"}],
             "parts": 1, "cost": {"amount": "0.0051", "currency": "USD"}}}""";

    private final WireMockServer server =
            new WireMockServer(options().dynamicPort().globalTemplating(true).containerThreads(64));

    private @Nullable StubMapping answerToAll;

    public TelnyxApi() {
        server.start();
        server.stubFor(any(anyUrl()).atPriority(10).willReturn(aResponse().withStatus(404)));
        server.stubFor(post(urlPathMatching(MESSAGES)).atPriority(9).willReturn(taken()));
    }

    public String url() {
        return server.baseUrl() + "/v2";
    }

    public static ResponseDefinitionBuilder taken() {
        return okJson(TAKEN);
    }

    public static ResponseDefinitionBuilder error(int status, String code) {
        return aResponse()
                .withStatus(status)
                .withHeader("content-type", "application/json")
                .withBody("""
                        {"errors": [{"code": "%s", "title": "Title", "detail": "Detail."}]}""".formatted(code));
    }

    /** What messages with this text are answered. */
    public void answer(String text, ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlPathMatching(MESSAGES))
                .withRequestBody(containing(text))
                .atPriority(1)
                .willReturn(answer));
    }

    /** The first message with this text is answered so; the next are taken. */
    public void answerOnce(String text, ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlPathMatching(MESSAGES))
                .withRequestBody(containing(text))
                .atPriority(1)
                .inScenario(text)
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("then")
                .willReturn(answer));
    }

    /** What every message is answered, whatever its text, until {@link #takeAgain}. */
    public void answerAll(ResponseDefinitionBuilder answer) {
        takeAgain();
        answerToAll =
                server.stubFor(post(urlPathMatching(MESSAGES)).atPriority(5).willReturn(answer));
    }

    /** What every call with this API key is answered, until {@link #takeAgain}. */
    public void answerKey(String apiKey, ResponseDefinitionBuilder answer) {
        takeAgain();
        answerToAll = server.stubFor(post(urlPathMatching(MESSAGES))
                .withHeader("Authorization", WireMock.equalTo("Bearer " + apiKey))
                .atPriority(5)
                .willReturn(answer));
    }

    /** API keys that messages with this text came with, in order. */
    public List<String> keys(String text) {
        return requests().stream()
                .filter(request -> json(request).path("text").asText().contains(text))
                .map(request -> request.getHeader("Authorization").replace("Bearer ", ""))
                .toList();
    }

    /** API keys that this path was asked with, whatever the method. */
    public List<String> keysOf(String path) {
        return server.findAll(WireMock.anyRequestedFor(urlPathMatching("/v2" + path))).stream()
                .map(request -> request.getHeader("Authorization").replace("Bearer ", ""))
                .toList();
    }

    public void takeAgain() {
        if (answerToAll != null) {
            server.removeStub(answerToAll);
            answerToAll = null;
        }
    }

    /** What any look-up is answered, until something else is said. */
    public void getAll(ResponseDefinitionBuilder answer) {
        server.stubFor(WireMock.get(anyUrl()).atPriority(2).willReturn(answer));
    }

    public void get(String path, String json) {
        server.stubFor(WireMock.get(urlPathMatching("/v2" + path)).atPriority(1).willReturn(okJson(json)));
    }

    /** What was looked up, by the beginning of its path. */
    public List<LoggedRequest> gets(String path) {
        return server.findAll(WireMock.getRequestedFor(WireMock.anyUrl())).stream()
                .filter(request -> request.getUrl().startsWith(path))
                .toList();
    }

    /** What the cancellation of this message is answered. */
    public void delete(String id, ResponseDefinitionBuilder answer) {
        server.stubFor(WireMock.delete("/v2/messages/" + id).atPriority(1).willReturn(answer));
    }

    /** Paths that were to be deleted. */
    public List<String> deleted() {
        return server.findAll(WireMock.deleteRequestedFor(WireMock.anyUrl())).stream()
                .map(LoggedRequest::getUrl)
                .toList();
    }

    /** Every request that came, in order. */
    public List<LoggedRequest> requests() {
        return server.findAll(postRequestedFor(urlPathMatching(MESSAGES)));
    }

    /** Bodies of the requests with this text, in order. */
    public List<JsonNode> calls(String text) {
        return requests().stream()
                .map(TelnyxApi::json)
                .filter(body -> body.path("text").asText().contains(text))
                .toList();
    }

    /** Bodies of the requests that got this status. */
    public List<JsonNode> answeredWith(int status) {
        return server.getAllServeEvents().stream()
                .filter(event -> event.getResponse().getStatus() == status)
                .filter(event -> event.getRequest().getBody().length > 0)
                .map(event -> json(event.getRequest()))
                .toList();
    }

    /** When the requests with this text came, in order. */
    public List<Instant> times(String text) {
        return requests().stream()
                .filter(request -> json(request).path("text").asText().contains(text))
                .map(request -> request.getLoggedDate().toInstant())
                .sorted()
                .toList();
    }

    /** Nobody answers from now on: connections are refused. */
    @Override
    public void close() {
        server.stop();
    }

    private static JsonNode json(LoggedRequest request) {
        try {
            return Json.MAPPER.readTree(request.getBody());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
