package io.mmsroutes.outbound.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
import org.jspecify.annotations.Nullable;

/**
 * What an answer that is no 2xx says: in Telnyx's shape {@code {"errors":[{"code","title","detail","source"}]}}, of which the
 * first error counts, or in any other.
 *
 * @param code a word; empty where there is none
 * @param detail the words of an answer in another shape; null where it has none
 * @param namesField it points at a field of the request
 * @param isPage it is HTML or XML, so something in front of Telnyx's API wrote it
 * @param errors an array: Telnyx's error objects, empty for another shape
 */
record AnswerError(
        String code,
        @Nullable String title,
        @Nullable String detail,
        boolean namesField,
        boolean isPage,
        JsonNode errors) {
    /** More than one answer ever had; the database keeps no more of them. */
    private static final int MAX_ERRORS_TEXT = 65_536;

    static AnswerError in(byte @Nullable [] body) {
        AnswerWords words = AnswerWords.in(body == null ? new byte[0] : body);
        JsonNode errors = words.json().path("errors");
        if (!errors.isArray() || !errors.path(0).isObject()) {
            return new AnswerError(
                    foreignCode(words.json()),
                    null,
                    words.text(),
                    false,
                    words.isPage(),
                    Json.MAPPER.createArrayNode());
        }
        JsonNode first = errors.path(0);
        String code = first.path("code").asText("");
        String title = text(first.path("title"));
        String detail = text(first.path("detail"));
        return new AnswerError(
                code.matches("[\\w.-]{1,40}") ? code : "",
                title,
                title == null && detail == null ? words.text() : detail,
                !first.path("source").path("pointer").asText("").isBlank()
                        || !first.path("source").path("parameter").asText("").isBlank(),
                false,
                bounded(errors));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
    }

    /** {@code messaging_Error} without its list, or {@code {"error":{"code":…}}}; a word of another API is no code of Telnyx's. */
    private static String foreignCode(JsonNode json) {
        for (JsonNode place : new JsonNode[] {json, json.path("error"), json.path("errors")}) {
            String code = place.path("code").asText("");
            if (code.matches("\\d{5}")) {
                return code;
            }
        }
        return "";
    }

    private static JsonNode bounded(JsonNode errors) {
        if (errors.toString().length() <= MAX_ERRORS_TEXT) {
            return errors;
        }
        JsonNode first = Json.MAPPER.createArrayNode().add(errors.path(0));
        return first.toString().length() <= MAX_ERRORS_TEXT ? first : Json.MAPPER.createArrayNode();
    }
}
