package io.mmsroutes.telnyx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an RCS or WhatsApp message consists of. RCS: Telnyx's API reference, "RCS". WhatsApp: Telnyx publishes no shape of what comes in,
 * so it is read as Meta has it, "WhatsApp Business Platform, webhooks, messages", wherever in the payload it is.
 */
final class MessageBody {
    /** Where the words are, by JSON pointers; the first that is text counts. */
    private static final List<String> WORDS = List.of(
            "/text",
            "/text/body",
            "/image/caption",
            "/video/caption",
            "/document/caption",
            "/button/text",
            "/interactive/button_reply/title",
            "/interactive/list_reply/title",
            "/interactive/nfm_reply/body",
            "/reaction/emoji",
            "/suggestion_response/text",
            "/suggestion_response/postback_data");

    private static final List<String> FILES = List.of("image", "video", "audio", "voice", "document", "sticker");
    private static final Set<String> URLS = Set.of("url", "link", "file_uri", "thumbnail_uri", "media_url");

    private final JsonNode body;

    private MessageBody(JsonNode body) {
        this.body = body;
    }

    static MessageBody of(JsonNode payload) {
        return new MessageBody(Stream.of("/body", "/whatsapp_message", "/messages/0", "/message")
                .map(payload::at)
                .filter(JsonNode::isObject)
                .findFirst()
                .orElse(MissingNode.getInstance()));
    }

    Optional<String> text() {
        return WORDS.stream()
                .map(body::at)
                .filter(words -> words.isValueNode()
                        && !words.isNull()
                        && !words.asText().isEmpty())
                .map(JsonNode::asText)
                .findFirst();
    }

    /** Files, each with what is said of it; one of WhatsApp may have an id in the place of a URL. */
    List<JsonNode> files() {
        List<JsonNode> files = new ArrayList<>();
        JsonNode rcs = body.path("user_file");
        if (rcs.isObject()) {
            files.add(rcs.path("payload").isObject() ? rcs.path("payload") : rcs);
        }
        FILES.stream().map(body::path).filter(JsonNode::isObject).forEach(files::add);
        return files;
    }

    /** The whole, as it came; a URL is a key to media and stays out. Empty where there is none. */
    Optional<JsonNode> withoutUrls() {
        if (!body.isObject()) {
            return Optional.empty();
        }
        JsonNode copy = body.deepCopy();
        strip(copy);
        return Optional.of(copy);
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(URLS);
        }
        node.forEach(MessageBody::strip);
    }
}
