package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.store.MediaInStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is sent: text, media, and whether it goes as SMS or MMS. */
final class CheckContent {
    private final SendKind kind;
    private final RequestFields fields;

    CheckContent(SendKind kind, RequestFields fields) {
        this.kind = kind;
        this.fields = fields;
    }

    /** Returns the URLs of the media as they are written. */
    List<String> check() {
        fields.text("text");
        fields.text("subject");
        List<String> media = media();
        boolean noMedia = !fields.has("media_urls") || (fields.get("media_urls").isArray() && media.isEmpty());
        if (noMedia && !fields.says("text")) {
            fields.refuse(ErrorCode.NO_CONTENT, "/text", "There is nothing to send: write a text, media_urls or both.");
        }
        fields.requireOneOf("type", List.of("SMS", "MMS"));
        if (fields.get("type").asText().equals("SMS") && (!media.isEmpty() || kind == SendKind.GROUP_MMS)) {
            fields.refuse(
                    ErrorCode.CONTENT_COMBINATION,
                    "/type",
                    "type is SMS, and neither media nor a group can go by SMS: write \"MMS\", or leave type out.");
        }
        return media;
    }

    private List<String> media() {
        JsonNode urls = fields.get("media_urls");
        List<String> media = new ArrayList<>();
        if (fields.has("media_urls") && !urls.isArray()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/media_urls",
                    "media_urls must be a list, also when it holds one URL: [\"https://…\"].");
        }
        if (urls.isArray() && urls.size() > SendRequest.MOST_MEDIA) {
            fields.refuse(
                    ErrorCode.MMS_CONTENT,
                    "/media_urls",
                    "media_urls has %s entries; one message carries at most %s. Send the rest in another message."
                            .formatted(urls.size(), SendRequest.MOST_MEDIA));
        }
        for (int i = 0; urls.isArray() && i < Math.min(urls.size(), SendRequest.MOST_MEDIA); i++) {
            checkUrl(urls.get(i), i);
            media.add(urls.get(i).asText());
        }
        return media;
    }

    private static Optional<String> fault(String url) {
        return MediaInStore.isReference(url) ? MediaInStore.fault(url) : HttpAddress.fault(url);
    }

    private void checkUrl(JsonNode url, int i) {
        String pointer = "/media_urls/" + i;
        String name = "media_urls[%s]".formatted(i);
        if (url.isTextual()) {
            fault(url.asText()).ifPresent(fault -> fields.refuse(ErrorCode.INVALID_URL, pointer, name + " " + fault));
        } else {
            fields.refuse(ErrorCode.BAD_REQUEST, pointer, "%s must be a URL in quotes.".formatted(name));
        }
    }
}
