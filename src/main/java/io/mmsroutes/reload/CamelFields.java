package io.mmsroutes.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmsroutes.failure.DidYouMean;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The names of steps and of their fields, as the schema of Camel's YAML DSL has them ({@code schema/camelYamlDsl.json} in
 * camel-yaml-dsl). Camel refuses a wrong one too, but points beside it and names no other.
 */
final class CamelFields {
    private static final String SCHEMA = "/schema/camelYamlDsl.json";
    /** To another part of the schema: {@code #/items/definitions/…}. */
    private static final String REFERENCE = "$ref";

    private final JsonNode schema;

    CamelFields() {
        try (InputStream in = CamelFields.class.getResourceAsStream(SCHEMA)) {
            this.schema = in == null ? new ObjectMapper().createObjectNode() : new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws Rejected with the place of the first wrong name, and the nearest right one */
    void check(RouteFile file) {
        if (file.root() != null) {
            check(file, file.root(), List.of(schema));
        }
    }

    private void check(RouteFile file, Node node, List<JsonNode> allowed) {
        List<JsonNode> shapes = shapes(allowed);
        if (node instanceof SequenceNode list) {
            List<JsonNode> items = children(shapes, "items");
            list.getValue().forEach(entry -> check(file, entry, items));
        } else if (node instanceof MappingNode mapping) {
            List<JsonNode> properties = children(shapes, "properties");
            Set<String> known = new TreeSet<>();
            properties.forEach(of -> of.fieldNames().forEachRemaining(known::add));
            Set<String> seen = new HashSet<>();
            for (NodeTuple field : mapping.getValue()) {
                if (field.getKeyNode() instanceof ScalarNode key) {
                    require(file, key, known, seen);
                    check(file, field.getValueNode(), children(properties, key.getValue()));
                }
            }
        }
    }

    private static void require(RouteFile file, ScalarNode key, Set<String> known, Set<String> seen) {
        String name = key.getValue();
        if (!seen.add(name)) {
            throw file.wrong(key, "%s is here twice.".formatted(name));
        }
        if (!known.isEmpty() && !known.contains(name)) {
            throw file.wrong(
                    key, "Camel knows no %s here; the nearest is %s.".formatted(name, DidYouMean.to(name, known)));
        }
    }

    /** What a value may look like, with references and alternatives taken apart. */
    private List<JsonNode> shapes(List<JsonNode> allowed) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode shape : allowed) {
            found.add(shape);
            List<JsonNode> inner = new ArrayList<>();
            shape.path("oneOf").forEach(inner::add);
            shape.path("anyOf").forEach(inner::add);
            if (shape.has(REFERENCE)) {
                inner.add(schema.at(shape.get(REFERENCE).textValue().substring(1)));
            }
            if (!inner.isEmpty()) {
                found.addAll(shapes(inner));
            }
        }
        return found;
    }

    private static List<JsonNode> children(List<JsonNode> parents, String name) {
        return parents.stream()
                .map(parent -> parent.path(name))
                .filter(child -> !child.isMissingNode())
                .toList();
    }
}
