package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.text.TextParts;
import java.util.regex.Pattern;

/** What Telnyx refuses at once of a text and its media. */
final class CheckContent {
    private static final Pattern HTTP = Pattern.compile("https?://[^\\s/]+\\S*");
    private static final int MOST_MEDIA = 10;
    private static final int MOST_PARTS = 10;
    private static final int LONGEST_URL = 2000;

    private final SendKind kind;
    private final JsonNode request;
    private final Problems problems;

    private CheckContent(SendKind kind, JsonNode request, Problems problems) {
        this.kind = kind;
        this.request = request;
        this.problems = problems;
    }

    static void check(SendKind kind, JsonNode request, Problems problems) {
        CheckContent check = new CheckContent(kind, request, problems);
        check.amount();
        check.urls();
    }

    /** The key alone makes it an MMS, even without media; support.telnyx.com, "FAQs about MMS". */
    static boolean isMms(SendKind kind, JsonNode request) {
        return kind == SendKind.GROUP_MMS
                || request.hasNonNull("media_urls")
                || "MMS".equals(request.path("type").asText());
    }

    private void amount() {
        JsonNode media = request.path("media_urls");
        String text = request.path("text").asText("");
        if (request.hasNonNull("media_urls") && !media.isArray()) {
            problems.wrong("10015", "Bad request", "media_urls is no list.", "/media_urls");
        }
        if (text.isEmpty() && media.isEmpty()) {
            problems.wrong("40316", "No content provided", "There is neither text nor media.", "/text");
        }
        if (media.size() > MOST_MEDIA) {
            problems.wrong("40317", "Invalid MMS content", "More than %s media.".formatted(MOST_MEDIA), "/media_urls");
        }
        if ("SMS".equals(request.path("type").asText()) && !media.isEmpty()) {
            problems.wrong("40304", "Invalid combination of message content", "An SMS has no media.", "/type");
        }
        if (!isMms(kind, request) && TextParts.of(text).parts() > MOST_PARTS) {
            problems.wrong("40302", "Message too large", "More than %s parts.".formatted(MOST_PARTS), "/text");
        }
    }

    private void urls() {
        for (int i = 0; i < request.path("media_urls").size(); i++) {
            url(request.path("media_urls").path(i), "/media_urls/" + i);
        }
        for (String field : new String[] {"webhook_url", "webhook_failover_url"}) {
            if (!Problems.isMissing(request.path(field))) {
                url(request.path(field), "/" + field);
            }
        }
    }

    private void url(JsonNode url, String pointer) {
        if (!HTTP.matcher(url.asText()).matches() || url.asText().length() > LONGEST_URL) {
            problems.wrong(
                    "10003",
                    "Invalid URL",
                    "Not http or https, or more than %s characters.".formatted(LONGEST_URL),
                    pointer);
        }
    }
}
