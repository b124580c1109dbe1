package io.mmsroutes.outbound.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.TextDecoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words of an answer, whatever shape it has: JSON of any kind, also cut off, a page, or text. They are raw: who
 * repeats them takes numbers, addresses and secrets out first.
 *
 * @param json missing where it is none
 * @param text null where there are no words
 * @param isPage it is HTML or XML
 */
record AnswerWords(JsonNode json, @Nullable String text, boolean isPage) {
    /** Of the body; what explains itself does so in front. */
    private static final int MAX_BYTES_READ = 65_536;

    private static final int MAX_DEPTH = 6;
    private static final int MAX_OF_ONE_LIST = 5;

    /** RFC 9457, Telnyx, OAuth (RFC 6749), Spring, AWS, Azure, Phoenix, Rails and others; the order is that of the sentence. */
    private static final List<String> FIELDS = List.of(
            "title",
            "message",
            "detail",
            "details",
            "description",
            "error_description",
            "error_message",
            "errormessage",
            "reason",
            "msg",
            "faultstring",
            "fault",
            "error",
            "errors",
            "data",
            "invalid-params");

    /** What is no sentence: ids, times, and addresses of pages. */
    private static final Set<String> NO_WORDS = Set.of(
            "code",
            "status",
            "statuscode",
            "type",
            "instance",
            "id",
            "request_id",
            "requestid",
            "trace_id",
            "traceid",
            "timestamp",
            "time",
            "path",
            "meta",
            "source",
            "url",
            "documentation_url",
            "success",
            "ok");

    private static final Pattern FIELD_OF_CUT_JSON = Pattern.compile(
            "(?i)\"(?:title|message|detail|description|error_description|error|reason|msg)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.){1,400})");

    static AnswerWords in(byte[] body) {
        JsonNode json = json(body);
        if (json.isContainerNode() || json.isTextual()) {
            return new AnswerWords(json, nullIfBlank(of(json, 0)), false);
        }
        String text = TextDecoder.decode(Arrays.copyOf(body, Math.min(body.length, MAX_BYTES_READ)));
        if (text.stripLeading().startsWith("<")) {
            return new AnswerWords(json, nullIfBlank(Markup.shortened(Markup.headlines(text))), true);
        }
        boolean cut = text.strip().startsWith("{") || text.strip().startsWith("[");
        return new AnswerWords(json, nullIfBlank(cut ? ofCutJson(text) : Markup.plain(text)), false);
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode read = Json.MAPPER.readTree(body);
            return read == null || read.isNull() ? MissingNode.getInstance() : read;
        } catch (IOException | RuntimeException e) {
            return jsonOfText(body);
        }
    }

    /** JSON in a charset that JSON does not have. */
    private static JsonNode jsonOfText(byte[] body) {
        try {
            JsonNode read = Json.MAPPER.readTree(TextDecoder.decode(body));
            return read == null ? MissingNode.getInstance() : read;
        } catch (IOException | RuntimeException e) {
            return MissingNode.getInstance();
        }
    }

    private static String of(JsonNode node, int depth) {
        if (node.isTextual()) {
            return Markup.plain(node.asText());
        }
        if (depth == MAX_DEPTH || !node.isContainerNode()) {
            return "";
        }
        Set<String> words = new LinkedHashSet<>();
        if (node.isArray()) {
            for (int i = 0; i < Math.min(node.size(), MAX_OF_ONE_LIST); i++) {
                words.add(of(node.get(i), depth + 1));
            }
            return joined(words, "; ");
        }
        for (String field : FIELDS) {
            node.properties().stream()
                    .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(field))
                    .limit(1)
                    .forEach(entry -> words.add(of(entry.getValue(), depth + 1)));
        }
        String known = joined(words, ": ");
        return known.isEmpty() ? ofFields(node, depth) : known;
    }

    /** {@code {"to":["is invalid"]}}: a field is part of the sentence. */
    private static String ofFields(JsonNode object, int depth) {
        return object.properties().stream()
                .filter(entry -> !NO_WORDS.contains(entry.getKey().toLowerCase(Locale.ROOT)))
                .limit(MAX_OF_ONE_LIST)
                .map(entry -> {
                    String words = of(entry.getValue(), depth + 1);
                    return words.isEmpty() ? "" : Markup.plain(Markup.shortened(entry.getKey())) + ": " + words;
                })
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String ofCutJson(String text) {
        Matcher field = FIELD_OF_CUT_JSON.matcher(text);
        Set<String> words = new LinkedHashSet<>();
        while (words.size() < MAX_OF_ONE_LIST && field.find()) {
            words.add(Markup.plain(unescaped(field.group(1))));
        }
        return joined(words, ": ");
    }

    private static String unescaped(String quoted) {
        try {
            return Json.MAPPER.readTree('"' + quoted + '"').asText();
        } catch (IOException e) {
            return quoted.replace('\\', ' ');
        }
    }

    private static String joined(Set<String> words, String separator) {
        return Markup.shortened(words.stream().filter(one -> !one.isBlank()).collect(Collectors.joining(separator)));
    }

    private static @Nullable String nullIfBlank(String text) {
        return text.isBlank() ? null : text;
    }
}
