package io.mmsroutes.text;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;

/**
 * JSON from outside, whose text may hold what {@link UntrustedText#isStorable} refuses. A caller's is refused with a pointer;
 * Telnyx's is kept, with U+FFFD instead. The parser bounds the depth, so recursion is safe.
 */
public final class UntrustedJson {
    private UntrustedJson() {}

    /** Pointer to the first value, or to the object whose field's name it is, that cannot be stored. */
    public static Optional<String> unstorable(JsonNode tree) {
        return unstorable(tree, JsonPointer.empty()).map(JsonPointer::toString);
    }

    /** The same tree where all of it can be stored, else a copy that can. */
    public static JsonNode storable(JsonNode tree) {
        return isStorable(tree) ? tree : copy(tree);
    }

    /** A value as JSON that can be stored. */
    public static String storable(Object value) {
        try {
            String json = Json.MAPPER.writeValueAsString(value);
            return UntrustedText.isStorable(json) && !json.contains("\\u0000")
                    ? json
                    : storable(Json.MAPPER.valueToTree(value)).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("It is no JSON.", e);
        }
    }

    /** Without a pointer for each field, since it is asked of every webhook. */
    private static boolean isStorable(JsonNode node) {
        if (node.isTextual()) {
            return UntrustedText.isStorable(node.textValue());
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!UntrustedText.isStorable(field.getKey())) {
                return false;
            }
        }
        for (JsonNode child : node) { // of an array or an object
            if (!isStorable(child)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<JsonPointer> unstorable(JsonNode node, JsonPointer at) {
        if (node.isTextual()) {
            return UntrustedText.isStorable(node.textValue()) ? Optional.empty() : Optional.of(at);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                Optional<JsonPointer> found = unstorable(node.get(i), at.appendIndex(i));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            Optional<JsonPointer> found = UntrustedText.isStorable(field.getKey())
                    ? unstorable(field.getValue(), at.appendProperty(field.getKey()))
                    : Optional.of(at);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static JsonNode copy(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(UntrustedText.storable(node.textValue()));
        }
        if (node.isArray()) {
            ArrayNode copy = Json.MAPPER.createArrayNode();
            node.forEach(element -> copy.add(copy(element)));
            return copy;
        }
        if (node.isObject()) {
            ObjectNode copy = Json.MAPPER.createObjectNode();
            node.properties()
                    .forEach(field -> copy.set(UntrustedText.storable(field.getKey()), copy(field.getValue())));
            return copy;
        }
        return node;
    }
}
