package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import java.io.IOException;
import java.util.List;

/** Bytes to JSON, strictly: of two fields with one name nobody knows which was meant. */
final class RequestJson {
    /** Numbers stay digit for digit as they were written. */
    private static final ObjectReader READER = Json.MAPPER
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private static final StreamReadConstraints LIMITS = Json.MAPPER.getFactory().streamReadConstraints();

    private RequestJson() {}

    /** Throws {@link Rejected} {@code request-unreadable}. */
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
}
