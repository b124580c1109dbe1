package io.mmsroutes.outbound.answer;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.text.Json;
import java.util.List;
import java.util.Map;

/**
 * What a caller of {@code /v2/messages} is told of a request that failed, in the shape of Telnyx's own errors: our words in
 * full, anybody else's not at all.
 */
public final class ComposeErrors {
    public Errors compose(Throwable failure) {
        if (failure instanceof Rejected rejected && rejected.code().startsWith("cancel-")) {
            return bare(rejected);
        }
        if (failure instanceof Rejected rejected) {
            return rejected.problems().isEmpty()
                    ? of(known(rejected.code()).at(null, rejected.sentence()))
                    : of(rejected.problems());
        }
        if (failure instanceof TryLater later) {
            return of(ErrorCode.UNAVAILABLE.at(null, later.sentence()));
        }
        return of(ErrorCode.UNAVAILABLE.at(null, "The gateway could not take this now; try again."));
    }

    /** What a DELETE is refused with: {@code messaging_Error} itself, in no list; API reference, "Cancel a scheduled message". */
    private static Errors bare(Rejected rejected) {
        ObjectNode error = rejected.problems().isEmpty()
                ? error(ErrorCode.NOT_AUTHORIZED.at(null, rejected.sentence()))
                : error(rejected.problems().get(0));
        return new Errors(rejected.code().equals("cancel-unknown") ? 404 : 403, List.of(error), true);
    }

    private static ErrorCode known(String code) {
        return switch (code) {
            case "key-unset", "key-wrong", "session-over", "read-only", "console-header-missing" ->
                ErrorCode.AUTHENTICATION;
            case "message-unknown", "path-unknown" -> ErrorCode.NOT_FOUND;
            case "method-not-allowed" -> ErrorCode.METHOD_NOT_ALLOWED;
            case "type-not-json" -> ErrorCode.EXPECTED_JSON;
            case "key-reused" -> ErrorCode.UNPROCESSABLE;
            default -> ErrorCode.BAD_REQUEST;
        };
    }

    private static Errors of(Problem problem) {
        return of(List.of(problem));
    }

    /** The first problem decides the status. */
    private static Errors of(List<Problem> problems) {
        return new Errors(
                ErrorCode.of(problems.get(0).code()).map(ErrorCode::httpStatus).orElse(422),
                problems.stream().map(ComposeErrors::error).toList(),
                false);
    }

    private static ObjectNode error(Problem problem) {
        ObjectNode error = Json.MAPPER
                .createObjectNode()
                .put("code", problem.code())
                .put("title", problem.title())
                .put("detail", problem.detail());
        if (problem.pointer() != null) {
            error.putObject("source").put("pointer", problem.pointer());
        }
        error.putObject("meta").put("url", "https://developers.telnyx.com/docs/overview/errors/" + problem.code());
        return error;
    }

    /**
     * {@code messaging_Errors} of Telnyx's specification.
     *
     * @param bare the one error itself is the body
     */
    public record Errors(int httpStatus, List<ObjectNode> errors, boolean bare) {
        @JsonValue
        Object body() {
            return bare ? errors.get(0) : Map.of("errors", errors);
        }
    }
}
