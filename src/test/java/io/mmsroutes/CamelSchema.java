package io.mmsroutes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.mmsroutes.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What Camel itself says of how its YAML is written. */
final class CamelSchema {
    private static final String ONE_PLACEHOLDER = "\\{\\{[^{}]+}}";

    private final JsonSchema schema;

    private CamelSchema(InputStream source) {
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
        this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(source, config);
    }

    /** What the Camel on the class path takes, shorthands included. */
    static CamelSchema classic() {
        try (InputStream source = CamelSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return new CamelSchema(Objects.requireNonNull(source, "camel-yaml-dsl has lost its schema"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one written form that editors of routes save; the build unpacks it. */
    static CamelSchema canonical() {
        Path file = Path.of("target/canonical/schema/camelYamlDsl-canonical.json");
        try (InputStream source = Files.newInputStream(file)) {
            return new CamelSchema(source);
        } catch (IOException e) {
            throw new UncheckedIOException("mvn generate-test-resources puts the schema there", e);
        }
    }

    /** What an editor brings, of whatever version of Camel. */
    static CamelSchema of(JsonNode schema) {
        return new CamelSchema(new ByteArrayInputStream(schema.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Of a Kamelet, its template is looked at as the route it becomes, and the beans in it as beans. */
    List<String> errorsIn(YamlFile file) {
        if (!file.isKamelet()) {
            return errorsIn(file.root());
        }
        ObjectNode template = file.root().at("/spec/template").deepCopy();
        ArrayNode routes = Json.MAPPER.createArrayNode();
        routes.addObject().set("route", template);
        if (template.has("beans")) {
            routes.addObject().set("beans", template.remove("beans"));
        }
        return errorsIn(routes).stream()
                .map(error -> error.replaceFirst("^/0/route", "/spec/template"))
                .toList();
    }

    /** What is wrong, each with the JSON pointer to it. */
    List<String> errorsIn(JsonNode routes) {
        return schema.validate(routes).stream()
                .filter(error -> !isPlaceholderForAnotherType(error, routes))
                .filter(error -> !isFalseAlarm(error))
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** A number or a truth that comes from a setting is text until the setting is filled in. */
    private static boolean isPlaceholderForAnotherType(ValidationMessage error, JsonNode routes) {
        String text = routes.at(error.getInstanceLocation().toString()).asText();
        return error.getType().equals("type") && text.matches(ONE_PLACEHOLDER);
    }

    /** The canonical schema of 4.22 asks (un)marshal for a data format of every kind at once. */
    private static boolean isFalseAlarm(ValidationMessage error) {
        return error.getType().equals("required")
                && error.getInstanceLocation().toString().matches(".*/(un)?marshal");
    }
}
