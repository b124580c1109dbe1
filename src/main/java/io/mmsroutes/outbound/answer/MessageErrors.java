package io.mmsroutes.outbound.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.RecipientView;
import io.mmsroutes.text.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What went wrong with one message, in Telnyx's error objects: the receivers' own errors, and then ours. */
final class MessageErrors {
    private static final String DIGITS = "\\d{1,9}";

    private MessageErrors() {}

    static ArrayNode of(MessageView message) {
        Set<ObjectNode> errors = new LinkedHashSet<>();
        for (RecipientView recipient : message.to()) {
            recipient.errors().forEach(error -> errors.add(inShape(error)));
        }
        if (message.code() != null && message.finalizedAt() != null) {
            ObjectNode ours = error(message.code(), message.reason());
            if (errors.stream().noneMatch(error -> error.path("code").equals(ours.path("code")))) {
                errors.add(ours);
            }
        }
        return Json.MAPPER.createArrayNode().addAll(errors);
    }

    private static ObjectNode inShape(JsonNode error) {
        ObjectNode copy =
                error(error.path("code").asText(), error.path("detail").textValue());
        if (error.path("title").isTextual()) {
            copy.set("title", error.path("title"));
        }
        for (String field : new String[] {"meta", "source"}) {
            if (error.path(field).isObject()) {
                copy.set(field, error.path(field));
            }
        }
        return copy;
    }

    private static ObjectNode error(String code, @Nullable String detail) {
        String number = number(code);
        String title = ErrorCode.of(number).map(ErrorCode::title).orElse("Error " + number);
        ObjectNode error = Json.MAPPER.createObjectNode().put("code", number).put("title", title);
        return detail == null ? error : error.put("detail", detail);
    }

    /** Telnyx's number that comes nearest to a word of ours: clients of Telnyx expect digits. */
    private static String number(String code) {
        if (code.matches(DIGITS)) {
            return code;
        }
        if (code.startsWith("media-")) {
            return ErrorCode.MMS_CONTENT.code();
        }
        return code.equals("expired") ? ErrorCode.EXPIRED.code() : ErrorCode.UNEXPECTED.code();
    }
}
