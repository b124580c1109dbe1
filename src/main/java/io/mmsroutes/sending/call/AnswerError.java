package io.mmsroutes.sending.call;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The first of the errors in an answer; Telnyx says to look at that one.
 *
 * @param code a word; empty where there is none
 */
record AnswerError(
        String code, @Nullable String title, @Nullable String detail) {

    static AnswerError in(JsonNode answer) {
        JsonNode first = answer.path("errors").path(0);
        String code = first.path("code").asText("");
        return new AnswerError(
                code.matches("[\\w.-]{1,40}") ? code : "",
                first.path("title").asText(null),
                first.path("detail").asText(null));
    }
}
