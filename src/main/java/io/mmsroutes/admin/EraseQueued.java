package io.mmsroutes.admin;

import com.fasterxml.jackson.core.JsonParser;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.EraseEntries;
import io.mmsroutes.database.queue.EraseEntries.Erased;
import io.mmsroutes.database.queue.EraseEntries.Kept;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.MessageValues;
import io.mmsroutes.inbound.NumberInText;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.telnyx.ReadEvent;
import io.mmsroutes.telnyx.TelnyxEvent;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.TextDecoder;
import java.io.IOException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Erases what the queues hold of a number: messages from it that wait, requests to it that wait, dead letters that name it anywhere. */
public final class EraseQueued {
    private static final Set<String> ABOUT_SENT =
            Set.of("receipts", "events", "preflight", "reconcile", "status-events");

    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    private final EraseEntries entries;
    private final ReadEvent readEvent = new ReadEvent();

    public EraseQueued(Database database) {
        this.entries = new EraseEntries(database);
    }

    public Erased eraseWaiting(PhoneNumber number) {
        return entries.eraseUndone(new Waiting(number));
    }

    /**
     * Returns how many dead letters there were. After it there are none.
     *
     * @throws TryLater where that cannot be said, with what is to be done
     */
    public int eraseDead(PhoneNumber number) {
        return entries.eraseDead(new Dead(number));
    }

    /** As a whole value of JSON, however it is escaped. */
    private static boolean names(@Nullable String text, PhoneNumber number) {
        if (text == null || (!text.contains(number.value()) && text.indexOf('\\') < 0)) {
            return false; // most of them, at no cost
        }
        try (JsonParser json = Json.MAPPER.createParser(text)) {
            while (json.nextToken() != null) {
                if (json.currentToken().isScalarValue() && number.value().equals(json.getText())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return unescaped(text).contains("\"%s\"".formatted(number.value()));
        }
    }

    /** Of what is no JSON, or breaks off. */
    private static String unescaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }

    private static boolean isNamedBy(Kept entry, PhoneNumber number) {
        return !entry.keys().isEmpty()
                || names(entry.body() == null ? null : TextDecoder.decode(entry.body()), number)
                || names(entry.headers(), number)
                || names(entry.progress(), number);
    }

    private static class Dead implements EraseEntries.Subject {
        final PhoneNumber number;
        private final Predicate<String> mention;

        Dead(PhoneNumber number) {
            this.number = number;
            Pattern word =
                    Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(number.value()) + "(?![\\p{L}\\p{N}])");
            this.mention = NumberInText.of(number)
                    .<Predicate<String>>map(found -> found::isIn)
                    .orElse(word.asPredicate());
        }

        @Override
        public Set<String> keys() {
            return Set.of(number.value(), MessageValues.SENDER + number.value());
        }

        @Override
        public boolean isAboutIt(Kept entry) {
            return isNamedBy(entry, number);
        }

        @Override
        public boolean isToldBy(String id) {
            return mention.test(id);
        }
    }

    private final class Waiting extends Dead {
        Waiting(PhoneNumber number) {
            super(number);
        }

        /** A receipt ends a message that is sent; all else about one is erased with it, when it has ended. */
        @Override
        public boolean isIn(String queue) {
            return !ABOUT_SENT.contains(queue);
        }

        @Override
        public boolean isAboutIt(Kept entry) {
            return switch (entry.place().queue()) {
                case "inbound" -> isSentBy(entry);
                case "send-requests" -> isNamedBy(entry, number);
                default -> !entry.keys().isEmpty();
            };
        }

        private boolean isSentBy(Kept entry) {
            byte[] body = entry.body() == null ? new byte[0] : entry.body();
            TelnyxEvent event = readEvent.read(body);
            return number.value().equals(event.from()) || (event.from() == null && isNamedBy(entry, number));
        }
    }
}
