package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Problem;
import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one request. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    List<Problem> found() {
        return List.copyOf(found);
    }

    void missing(String field) {
        wrong("10004", "Missing required parameter", "There is no %s.".formatted(field), "/" + field);
    }

    void wrong(String code, String title, String detail, String pointer) {
        found.add(new Problem(code, title, detail, pointer));
    }

    static boolean isMissing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.asText().isEmpty());
    }
}
