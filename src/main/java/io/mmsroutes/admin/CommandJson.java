package io.mmsroutes.admin;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a person typed, read strictly: a command that is half understood does more than was meant. */
final class CommandJson {
    private static final ObjectReader READER = Json.MAPPER
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private CommandJson() {}

    /** @throws IOException for anything but one object whose text can be stored */
    static ObjectNode read(byte @Nullable [] body) throws IOException {
        JsonNode json = READER.readTree(body == null ? new byte[0] : body);
        if (json instanceof ObjectNode object
                && UntrustedJson.unstorable(object).isEmpty()) {
            return object;
        }
        throw JsonMappingException.from(READER.createParser(new byte[0]), "no object");
    }

    static <T> T read(byte @Nullable [] body, Class<T> type) throws IOException {
        return Json.MAPPER
                .readerFor(type)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(read(body));
    }
}
