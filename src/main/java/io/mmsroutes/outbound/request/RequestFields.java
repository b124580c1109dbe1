package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.DateTimeText;
import io.mmsroutes.outbound.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one request, and all that was found wrong with them. A field that is null counts as absent; one of the
 * wrong type is a problem and then counts as absent too.
 */
final class RequestFields {
    private final ObjectNode body;
    private final List<Problem> problems = new ArrayList<>();

    RequestFields(ObjectNode body) {
        this.body = body;
    }

    JsonNode get(String field) {
        return body.path(field);
    }

    boolean has(String field) {
        return body.hasNonNull(field);
    }

    /** Present, and not just blanks. */
    boolean says(String field) {
        JsonNode value = body.path(field);
        return has(field) && !(value.isTextual() && value.asText().isBlank());
    }

    void refuse(ErrorCode error, String pointer, String detail) {
        refuse(error.at(pointer, detail));
    }

    void refuse(Problem problem) {
        problems.add(problem);
    }

    Optional<String> text(String field) {
        JsonNode value = body.path(field);
        if (has(field) && !value.isTextual()) {
            refuse(ErrorCode.BAD_REQUEST, "/" + field, "%s must be text, in quotes.".formatted(field));
        }
        return Optional.ofNullable(value.textValue());
    }

    void requireFlag(String field) {
        if (has(field) && !body.path(field).isBoolean()) {
            refuse(ErrorCode.BAD_REQUEST, "/" + field, "%s must be true or false, without quotes.".formatted(field));
        }
    }

    void requireOneOf(String field, List<String> words) {
        if (text(field).filter(word -> !words.contains(word)).isPresent()) {
            refuse(
                    ErrorCode.BAD_REQUEST,
                    "/" + field,
                    "%s must be one of %s.".formatted(field, String.join(", ", words)));
        }
    }

    void requireUrl(String field) {
        text(field)
                .flatMap(HttpAddress::fault)
                .ifPresent(fault -> refuse(ErrorCode.INVALID_URL, "/" + field, field + " " + fault));
    }

    Optional<Instant> instant(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        Optional<Instant> instant = DateTimeText.parse(
                body.path(field).isTextual() ? body.path(field).asText() : "");
        if (instant.isEmpty()) {
            refuse(
                    ErrorCode.BAD_REQUEST,
                    "/" + field,
                    "%s must be an instant in ISO-8601 with seconds and offset, such as \"2026-01-16T10:00:00Z\"; no number, no duration."
                            .formatted(field));
        }
        return instant;
    }

    /** Throws {@link Rejected} {@code request-refused} with all that was found. */
    void throwProblems() {
        if (!problems.isEmpty()) {
            throw new Rejected("request-refused", problems);
        }
    }
}
