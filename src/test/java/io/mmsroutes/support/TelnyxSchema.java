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
import java.util.Set;
import java.util.stream.Collectors;

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
