package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.text.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the simulated API answers.
 *
 * @param headers such as those that tell how much may be asked
 * @param delay from now
 * @param cut the connection is closed instead
 */
public record ApiAnswer(int status, JsonNode body, Map<String, String> headers, Duration delay, boolean cut) {
    private static final String MISSING = "10004";

    public boolean late() {
        return !delay.isZero();
    }

    ApiAnswer with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(more);
        all.putAll(headers);
        return new ApiAnswer(status, body, Map.copyOf(all), delay, cut);
    }

    static ApiAnswer data(JsonNode data) {
        return of(200, Json.MAPPER.createObjectNode().set("data", data));
    }

    static ApiAnswer of(int status, JsonNode body) {
        return new ApiAnswer(status, body, Map.of(), Duration.ZERO, false);
    }

    /** One page of a list, as Telnyx has it. */
    static ApiAnswer page(List<? extends JsonNode> all, int number, int size) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode data = body.putArray("data");
        all.stream().skip((number - 1L) * size).limit(size).forEach(data::add);
        body.putObject("meta")
                .put("page_number", number)
                .put("page_size", size)
                .put("total_pages", (all.size() + size - 1) / size)
                .put("total_results", all.size());
        return of(200, body);
    }

    /** 422 when something is missing, 400 when something is wrong. */
    static ApiAnswer refused(List<Problem> problems) {
        return refused(MISSING.equals(problems.get(0).code()) ? 422 : 400, problems);
    }

    static ApiAnswer refused(int status, String code, String title, String detail) {
        return refused(status, List.of(new Problem(code, title, detail, null)));
    }

    static ApiAnswer notFound() {
        return refused(404, "10005", "Resource not found", "There is no such thing here.");
    }

    static ApiAnswer refused(int status, List<Problem> problems) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        problems.forEach(problem -> write(problem, body.withArray("errors")));
        return of(status, body);
    }

    /** An error that is in no list; the specification has it so for a message that is to be cancelled. */
    static ApiAnswer bare(int status, String code, String title, String detail) {
        return of(
                status,
                Json.MAPPER
                        .createObjectNode()
                        .put("code", code)
                        .put("title", title)
                        .put("detail", detail));
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
