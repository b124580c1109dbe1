package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.DateTimeText;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one request, and all that was found wrong with them. A field that is null counts as absent; one of the
 * wrong type is a problem and then counts as absent too.
 */
final class RequestFields {
    /** Numbers stay digit for digit as they were written. */
    private static final ObjectReader READER = Json.MAPPER
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private static final StreamReadConstraints LIMITS = Json.MAPPER.getFactory().streamReadConstraints();

    private final ObjectNode body;
    private final List<Problem> problems = new ArrayList<>();

    RequestFields(ObjectNode body) {
        this.body = body;
    }

    /**
     * Bytes to JSON, strictly: of two fields with one name nobody knows which was meant.
     *
     * @throws Rejected {@code request-unreadable}
     */
    static ObjectNode parse(byte[] body) {
        try {
            if (READER.readTree(body) instanceof ObjectNode object) {
                return requireStorable(object);
            }
        } catch (StreamConstraintsException e) {
            // It has no location.
            throw unreadable(
                    "The body is JSON beyond all bounds: at most %s levels, %s digits in a number, %s characters in a name."
                            .formatted(
                                    LIMITS.getMaxNestingDepth(),
                                    LIMITS.getMaxNumberLength(),
                                    LIMITS.getMaxNameLength()));
        } catch (JsonProcessingException e) {
            throw unreadable("The body is no JSON%s: send one object in UTF-8, each field once.".formatted(place(e)));
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            // The last two: numbers whose exponent no number has.
            throw unreadable("The body is no JSON: send one object, in UTF-8, with numbers that a computer has.");
        }
        throw unreadable(
                body.length == 0
                        ? "The body is empty: send {\"from\": …, \"to\": …, \"media_urls\": […]}."
                        : "The body is no JSON object: send {\"from\": …, \"to\": …, \"media_urls\": […]}.");
    }

    private static ObjectNode requireStorable(ObjectNode request) {
        UntrustedJson.unstorable(request).ifPresent(pointer -> {
            throw new Rejected(
                    "request-refused",
                    List.of(
                            ErrorCode.BAD_REQUEST.at(
                                    pointer,
                                    "A text holds \\u0000 or half of a surrogate pair, which nothing can store: leave it out.")));
        });
        return request;
    }

    private static String place(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : " at line %s, column %s".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static Rejected unreadable(String detail) {
        return new Rejected("request-unreadable", List.of(ErrorCode.INVALID_JSON.at(null, detail)));
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
