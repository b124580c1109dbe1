package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.text.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the simulated API answers.
 *
 * @param limits headers that tell how much may be asked
 * @param delay from now
 * @param cut the connection is closed instead
 */
public record ApiAnswer(int status, JsonNode body, Map<String, String> limits, Duration delay, boolean cut) {
    private static final String MISSING = "10004";

    public boolean late() {
        return !delay.isZero();
    }

    static ApiAnswer data(JsonNode data) {
        return of(200, Json.MAPPER.createObjectNode().set("data", data));
    }

    static ApiAnswer of(int status, JsonNode body) {
        return new ApiAnswer(status, body, Map.of(), Duration.ZERO, false);
    }

    /** 422 when something is missing, 400 when something is wrong. */
    static ApiAnswer refused(List<Problem> problems) {
        return refused(MISSING.equals(problems.get(0).code()) ? 422 : 400, problems);
    }

    static ApiAnswer refused(int status, String code, String title, String detail) {
        return refused(status, List.of(new Problem(code, title, detail, null)));
    }

    static ApiAnswer unauthorized() {
        return refused(401, "10009", "Authentication failed", "Show the API key of this run: GET /simulator/keys.");
    }

    static ApiAnswer notFound() {
        return refused(404, "10005", "Resource not found", "There is no such thing here.");
    }

    static ApiAnswer refused(int status, List<Problem> problems) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        problems.forEach(problem -> write(problem, body.withArray("errors")));
        return of(status, body);
    }

    /** In Telnyx's shape; the specification's {@code messaging_Error}. */
    static void write(Problem problem, ArrayNode errors) {
        ObjectNode error = errors.addObject()
                .put("code", problem.code())
                .put("title", problem.title())
                .put("detail", problem.detail());
        if (problem.pointer() != null) {
            error.putObject("source").put("pointer", problem.pointer());
        }
    }
}
