package io.mmsroutes.telnyx;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes what a route of another application has of one piece of media. */
public final class ReadAskedMedia {
    /**
     * @param body one of {@link TelnyxEvent#media()}; an element of a webhook's media array, as JSON text, a tree or a map;
     *     or a URL
     * @throws Rejected {@code media-unreadable}
     */
    public MediaItem read(@Nullable Object body) {
        DeclaredMedia announced = body instanceof DeclaredMedia known
                ? known
                : EventJson.announced(
                        json(body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : body));
        return new MediaItem(0, MessageKeys.ofUploads(), announced, MediaOutcome.untried());
    }

    private static JsonNode json(@Nullable Object body) {
        if (body instanceof String text && !text.stripLeading().startsWith("{")) {
            return Json.MAPPER.getNodeFactory().textNode(text.strip());
        }
        if (body instanceof URI uri) {
            return Json.MAPPER.getNodeFactory().textNode(uri.toString());
        }
        try {
            JsonNode read = body instanceof String text ? Json.MAPPER.readTree(text) : Json.MAPPER.valueToTree(body);
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (IOException | IllegalArgumentException e) {
            // told below; the parser's words would show the URL
        }
        throw new Rejected(
                "media-unreadable", "The body is no media: give an element of a webhook's media array, or a URL.");
    }
}
