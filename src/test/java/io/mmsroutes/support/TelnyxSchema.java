package io.mmsroutes.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What Telnyx's own specification says of a piece of JSON, formats such as uuid and date-time included. */
public final class TelnyxSchema {
    private static final JsonNode SPECIFICATION = read(Path.of("src/test/resources/telnyx/openapi-messaging.json"));
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .build();

    private TelnyxSchema() {}

    /**
     * What is wrong, each with the JSON pointer to it; empty when nothing is.
     *
     * @param schemaName below {@code components/schemas}, such as {@code OutboundMessagePayload}
     */
    public static Set<String> errors(String schemaName, JsonNode json) {
        if (!SPECIFICATION.at("/components/schemas").has(schemaName)) {
            throw new IllegalArgumentException("The specification has no schema " + schemaName);
        }
        return schema(schemaName).validate(json).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }

    /** Paths of the specification that have this method, such as {@code /messages/{id}}. */
    public static List<String> paths(String method) {
        return SPECIFICATION.path("paths").properties().stream()
                .filter(path -> path.getValue().has(method))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * What is wrong with an answer of an endpoint of messages, by the schema that the specification has for it; empty for other paths.
     *
     * @param path with {@code /v2}
     */
    public static Set<String> errorsOfAnswer(String method, String path, int status, String body) {
        if (!path.matches("/v2(/.*)?") || method.equals("HEAD")) {
            return Set.of();
        }
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(body);
        } catch (IOException e) {
            return Set.of("no JSON: " + e.getMessage());
        }
        boolean isMessage = path.matches("/v2/messages/\\p{XDigit}{8}-[^/]+/?");
        if (status >= 400) {
            boolean isBare = isMessage && method.equals("DELETE") && (status == 403 || status == 404);
            return errors(isBare ? "messaging_Error" : "messaging_Errors", json);
        }
        if (!path.startsWith("/v2/messages")) {
            return Set.of();
        }
        JsonNode messages = isMessage && method.equals("DELETE") ? json : json.path("data");
        return (messages.isArray() ? StreamSupport.stream(messages.spliterator(), false) : Stream.of(messages))
                .flatMap(message -> errors(schemaOf(message), message).stream())
                .collect(Collectors.toSet());
    }

    /** The specification's enum of an outbound message lacks two statuses that its text has. */
    private static String schemaOf(JsonNode message) {
        return message.at("/to/0/status").asText().matches("scheduled|cancelled")
                ? "OutboundMessagePayloadCancelled"
                : "OutboundMessagePayload";
    }

    private static JsonSchema schema(String name) {
        ObjectNode root = Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + name);
        root.set("components", SPECIFICATION.path("components"));
        return SCHEMAS.getSchema(root, CONFIG);
    }

    private static JsonNode read(Path file) {
        try {
            return Json.MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
