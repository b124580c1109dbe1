package io.mmsroutes.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One phone number wherever it is mentioned: {@code +1…}, {@code %2B1…}, {@code 001…}, {@code 0111…} or its bare digits. Parts
 * of longer numbers are other numbers.
 */
public final class NumberInText {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Pattern E164 = Pattern.compile("\\+\\d{7,15}");

    private final String digits;
    private final String shown;
    private final Pattern mention;

    private NumberInText(PhoneNumber number) {
        this.digits = number.value().substring(1);
        this.shown = number.toString();
        this.mention = Pattern.compile("(?:(?<!\\d)(?:00|011)|\\+|%2[Bb]|(?<!\\d))" + digits + "(?!\\d)");
    }

    /** Empty for a short code or a name: in a text nobody could tell it from a price or a word. */
    public static Optional<NumberInText> of(PhoneNumber number) {
        return E164.matcher(number.value()).matches() ? Optional.of(new NumberInText(number)) : Optional.empty();
    }

    /** Without the plus: every form has them. */
    public String digits() {
        return digits;
    }

    public boolean isIn(String text) {
        return mention.matcher(text).find();
    }

    /** With the last four digits in place of the number, as a log has it. */
    public String hide(String text) {
        return mention.matcher(text).replaceAll(Matcher.quoteReplacement(shown));
    }

    /** The same of every name and value; a number that is written without quotes becomes text. */
    public JsonNode hide(JsonNode json) {
        if (json.isObject()) {
            ObjectNode hidden = JSON.objectNode();
            json.properties().forEach(field -> hidden.set(hide(field.getKey()), hide(field.getValue())));
            return hidden;
        }
        if (json.isArray()) {
            ArrayNode hidden = JSON.arrayNode();
            json.forEach(element -> hidden.add(hide(element)));
            return hidden;
        }
        return isIn(json.asText()) ? JSON.textNode(hide(json.asText())) : json;
    }
}
