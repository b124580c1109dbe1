package io.mmsroutes.sending.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.Json;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.sending.ErrorCode;
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

    private RequestJson() {}

    /** Throws {@link Rejected} {@code request-unreadable}. */
    static ObjectNode parse(byte[] body) {
        try {
            if (READER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw unreadable("The body is no JSON at line %s, column %s: send one object in UTF-8, each field once."
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw unreadable("The body is no JSON: send one object, in UTF-8.");
        }
        throw unreadable("The body is no JSON object: send {\"from\": …, \"to\": …, \"media_urls\": […]}.");
    }

    private static Rejected unreadable(String detail) {
        return new Rejected("request-unreadable", List.of(ErrorCode.INVALID_JSON.at(null, detail)));
    }
}
