package io.mmsroutes.inbound;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How things are named in storage: {@code mms.storage.key} with its placeholders. */
public final class StorageKeyTemplate {
    private static final Logger LOG = LoggerFactory.getLogger(StorageKeyTemplate.class);
    private static final List<String> KNOWN =
            List.of("from", "to", "message", "index", "ext", "kind", "year", "month", "day");
    /** Other words that people write for the same. */
    private static final Map<String, String> SYNONYMS =
            Map.of("sender", "from", "recipient", "to", "messageid", "message", "extension", "ext");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9+_=-][A-Za-z0-9+_=.-]*");
    /** Folders of the gateway's own below {@code mms.data-dir}, where the file store begins too. */
    private static final SortedSet<String> TAKEN =
            new TreeSet<>(List.of("broker", "ledger", "native", "outbox", "spool"));

    private static final int LONGEST = 400;

    private final String template;

    /** @throws IllegalArgumentException for a template by which media could be lost or lie elsewhere */
    public StorageKeyTemplate(String template) {
        this.template =
                PLACEHOLDER.matcher(template.strip()).replaceAll(found -> "{" + word(found.group(1), template) + "}");
        requireSafe();
        if (!this.template.contains("{index}")) {
            throw refused("the media of one message would overwrite each other: put {index} into it");
        }
        if (!this.template.contains("{message}")) {
            LOG.warn(
                    "mms.storage.key is {}, without the message: a newer message overwrites the media and the manifest of an"
                            + " older one",
                    template);
        }
    }

    /** @param acceptedAt gives year, month and day, in UTC */
    public MessageKeys keys(PhoneNumber from, List<PhoneNumber> to, String messageId, Instant acceptedAt) {
        ZonedDateTime day = acceptedAt.atZone(ZoneOffset.UTC);
        String sender = KeySegment.of(from.value());
        String recipient = KeySegment.of(to.isEmpty() ? "unknown" : to.get(0).value());
        String pattern = template.replace("{from}", sender)
                .replace("{to}", recipient)
                .replace("{message}", KeySegment.of(messageId))
                .replace("{year}", digits(day.getYear(), 4))
                .replace("{month}", digits(day.getMonthValue(), 2))
                .replace("{day}", digits(day.getDayOfMonth(), 2));
        return new MessageKeys(pattern, sender, recipient);
    }

    private static String digits(int number, int count) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, count - digits.length())) + digits;
    }

    private static String word(String written, String template) {
        String plain = written.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        String word = SYNONYMS.getOrDefault(plain, plain);
        if (!KNOWN.contains(word)) {
            throw new IllegalArgumentException("mms.storage.key is %s: there is no {%s}, only {%s}."
                    .formatted(template, written, String.join("}, {", KNOWN)));
        }
        return Matcher.quoteReplacement(word);
    }

    /** What comes from outside is made safe when it is filled in; this is about what stands around it. */
    private void requireSafe() {
        String[] parts = PLACEHOLDER.matcher(template).replaceAll("x").split("/", -1);
        if (!Stream.of(parts).allMatch(part -> PLAIN.matcher(part).matches())) {
            throw refused("a name is made of folders between single slashes, none at either end, of letters, digits and"
                    + " + - _ = and, except in front, dots");
        }
        String first = template.split("/", -1)[0];
        if (parts.length < 2 || PLACEHOLDER.matcher(first).find() || TAKEN.contains(first)) {
            throw refused("begin with a folder of a fixed name, such as mms/, that is none of " + TAKEN);
        }
        if (template.length() > LONGEST) {
            throw refused("it is longer than %s characters".formatted(LONGEST));
        }
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("mms.storage.key is %s, which cannot be: %s.".formatted(template, why));
    }
}
