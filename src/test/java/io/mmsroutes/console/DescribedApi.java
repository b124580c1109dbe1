package io.mmsroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The API of staff as its own OpenAPI document describes it. */
final class DescribedApi {
    private static final Set<String> METHODS = Set.of("get", "post", "delete");

    private final JsonNode document;

    DescribedApi() {
        try (InputStream yaml = ConsoleFiles.class.getResourceAsStream("openapi.yaml")) {
            document = new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Such as {@code GET /admin/v1/sent/{id}}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** Fails where the answer is none that is described. Answers without a description of their body are not looked into. */
    void require(String method, String path, HttpResponse<String> answer) {
        String plain = path.replaceFirst("[?].*", "");
        JsonNode paths = document.path("paths");
        JsonNode described = paths.has(plain)
                ? paths.path(plain)
                : paths.properties().stream()
                        .filter(one -> one.getValue().has(method.toLowerCase(Locale.ROOT)))
                        .filter(one -> plain.matches(one.getKey().replaceAll("[{]\\w+[}]", "[^/]+")))
                        .findFirst()
                        .<JsonNode>map(one -> one.getValue())
                        .orElse(null);
        if (described != null) {
            require(described.path(method.toLowerCase(Locale.ROOT)), method + " " + plain, answer);
        }
    }

    private void require(JsonNode operation, String name, HttpResponse<String> answer) {
        JsonNode response = referred(operation.path("responses").path(String.valueOf(answer.statusCode())));
        JsonNode schema = response.at("/content/application~1json/schema");
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            schema = document.at("/components/schemas/Failure");
        } else {
            assertThat(response.isMissingNode())
                    .as("%s may answer %s", name, answer.statusCode())
                    .isFalse();
        }
        if (schema.isMissingNode()) {
            return;
        }
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        try {
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(whole)
                            .validate(Json.MAPPER.readTree(answer.body())))
                    .as("%s: %s", name, answer.body())
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode referred(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
