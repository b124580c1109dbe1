package io.mmsroutes.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The schema of the Compose Specification, as the linter dclint brings it; {@code NodeProject} installs that. */
final class ComposeSchema {
    private static final Path FILE = Path.of("target/node/node_modules/dclint/schemas/compose.schema.json");

    private final JsonSchema schema;

    ComposeSchema() {
        try {
            ObjectNode source = (ObjectNode) Json.MAPPER.readTree(FILE.toFile());
            source.remove("$id"); // it is no URI, and nothing refers to it
            this.schema =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> errorsIn(JsonNode compose) {
        return schema.validate(compose).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
